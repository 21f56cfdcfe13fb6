BEGIN;
SET search_path = public;
ALTER DOMAIN public.label SET DEFAULT 'none';
ALTER DOMAIN public.label DROP NOT NULL;
COMMIT;
