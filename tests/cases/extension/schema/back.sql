BEGIN;
DROP FUNCTION public.f(ext.citext);
ALTER EXTENSION citext SET SCHEMA public;
ALTER TABLE public.t ALTER COLUMN mail TYPE public.citext USING mail::text::public.citext;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.f(a public.citext)
RETURNS public.citext
LANGUAGE sql
AS $$select a$$;
COMMIT;
