BEGIN;
ALTER DOMAIN public.code RENAME CONSTRAINT code_given TO code_is_there;
ALTER DOMAIN public.other DROP NOT NULL;
ALTER DOMAIN public.plain RENAME CONSTRAINT plain_not_null TO plain_once;
COMMIT;
