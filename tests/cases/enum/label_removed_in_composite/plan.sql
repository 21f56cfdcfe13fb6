BEGIN;
SET search_path = public;
DROP FUNCTION public.changed(public.change);
-- destructive: loses the label `archived`, in whose place rows get `closed`; all that uses type public.status is made anew, and tables that hold it are rewritten
ALTER TYPE public.status RENAME TO status__old;
CREATE TYPE public.status AS ENUM ('open', 'closed');
ALTER TYPE public.change ALTER ATTRIBUTE status TYPE public.status CASCADE;
ALTER TYPE public.change ALTER ATTRIBUTE before TYPE public.status[] CASCADE;
CREATE OR REPLACE FUNCTION public.changed(p public.change)
RETURNS public.status
LANGUAGE sql
AS $$select (p).status$$;
DROP TYPE public.status__old;
COMMIT;
