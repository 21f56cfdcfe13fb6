BEGIN;
ALTER DOMAIN public.email DROP CONSTRAINT short;
SET search_path = public;
ALTER DOMAIN public.email DROP CONSTRAINT has_at;
ALTER DOMAIN public.email ADD CONSTRAINT has_at CHECK (value ~ '.@.');
ALTER DOMAIN public.email ADD CONSTRAINT no_blank CHECK (value !~ ' ');
COMMIT;
