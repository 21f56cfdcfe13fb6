BEGIN;
SET search_path = public;
DROP FUNCTION public.street(public.address);
ALTER TYPE public.address ALTER ATTRIBUTE street TYPE text CASCADE;
ALTER TYPE public.address ALTER ATTRIBUTE zip TYPE bigint CASCADE;
ALTER TYPE public.address ALTER ATTRIBUTE name TYPE text COLLATE "C" CASCADE;
CREATE OR REPLACE FUNCTION public.street(a public.address)
RETURNS text
LANGUAGE sql
AS $$select a.street::text$$;
COMMIT;
