BEGIN;
SET search_path = public;
ALTER DOMAIN public.code DROP CONSTRAINT positive;
ALTER DOMAIN public.code ADD CONSTRAINT positive CHECK (value > 0) NOT VALID;
COMMIT;
