BEGIN;
DROP FUNCTION public.f(public.citext);
ALTER EXTENSION citext SET SCHEMA ext;
ALTER TABLE public.t ALTER COLUMN mail TYPE ext.citext USING mail::text::ext.citext;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.f(a ext.citext)
RETURNS ext.citext
LANGUAGE sql
AS $$select a$$;
COMMIT;
