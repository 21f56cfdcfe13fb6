BEGIN;
ALTER DOMAIN public.key RENAME TO code;
ALTER DOMAIN public.code DROP CONSTRAINT key_check;
ALTER DOMAIN public.code RENAME CONSTRAINT key_not_null TO code_not_null;
SET search_path = public;
ALTER DOMAIN public.code ADD CONSTRAINT code_check CHECK (value <> '');
COMMIT;
