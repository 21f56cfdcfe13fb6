BEGIN;
ALTER DOMAIN public.code RENAME TO key;
ALTER DOMAIN public.key DROP CONSTRAINT code_check;
ALTER DOMAIN public.key RENAME CONSTRAINT code_not_null TO key_not_null;
SET search_path = public;
ALTER DOMAIN public.key ADD CONSTRAINT key_check CHECK (value <> '');
COMMIT;
