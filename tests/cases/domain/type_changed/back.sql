BEGIN;
DROP DOMAIN public.code;
SET search_path = public;
CREATE DOMAIN public.code AS integer
    CONSTRAINT positive CHECK (value > 0);
COMMIT;
