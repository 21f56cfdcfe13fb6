BEGIN;
SET search_path = public;
ALTER DOMAIN public.code VALIDATE CONSTRAINT positive;
COMMIT;
