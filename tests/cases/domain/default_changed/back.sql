BEGIN;
SET search_path = public;
ALTER DOMAIN public.label SET DEFAULT 'none';
COMMIT;
