BEGIN;
ALTER TYPE public.address ADD ATTRIBUTE city text CASCADE;
ALTER TYPE public.address ADD ATTRIBUTE zip character varying(10) CASCADE;
COMMIT;
