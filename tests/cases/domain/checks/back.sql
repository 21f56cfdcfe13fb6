BEGIN;
ALTER DOMAIN public.email DROP CONSTRAINT no_blank;
SET search_path = public;
ALTER DOMAIN public.email DROP CONSTRAINT has_at;
ALTER DOMAIN public.email ADD CONSTRAINT has_at CHECK (value ~ '@');
ALTER DOMAIN public.email ADD CONSTRAINT short CHECK (length(value) < 200);
COMMIT;
