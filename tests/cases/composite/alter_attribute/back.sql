BEGIN;
SET search_path = public;
DROP FUNCTION public.street(public.address);
ALTER TYPE public.address ALTER ATTRIBUTE street TYPE character varying(20) CASCADE;
ALTER TYPE public.address ALTER ATTRIBUTE zip TYPE integer CASCADE;
ALTER TYPE public.address ALTER ATTRIBUTE name TYPE text CASCADE;
CREATE OR REPLACE FUNCTION public.street(a public.address)
RETURNS text
LANGUAGE sql
AS $$select a.street::text$$;
COMMIT;
