BEGIN;
DROP DOMAIN public.code;
SET search_path = public;
CREATE DOMAIN public.code AS bigint
    CONSTRAINT positive CHECK (value > 0);
COMMIT;
