BEGIN;
ALTER DOMAIN public.code RENAME CONSTRAINT code_is_there TO code_given;
ALTER DOMAIN public.other ADD CONSTRAINT other_is_there NOT NULL;
ALTER DOMAIN public.plain RENAME CONSTRAINT plain_once TO plain_not_null;
COMMIT;
