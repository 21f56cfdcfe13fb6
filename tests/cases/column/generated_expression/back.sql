BEGIN;
SET search_path = public;
ALTER TABLE public.t ALTER COLUMN b SET EXPRESSION AS (a * 2);
COMMIT;
