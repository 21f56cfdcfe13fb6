-- refused: column public.log.change: type public.change must be dropped for the change, but column public.log.change holds rows that depend on it
BEGIN;
-- destructive: loses the label `archived`, in whose place rows get `closed`; all that uses type public.status is made anew, and tables that hold it are rewritten
ALTER TYPE public.status RENAME TO status__old;
CREATE TYPE public.status AS ENUM ('open', 'closed');
ALTER TYPE public.change ALTER ATTRIBUTE status TYPE public.status CASCADE;
DROP TYPE public.status__old;
COMMIT;
