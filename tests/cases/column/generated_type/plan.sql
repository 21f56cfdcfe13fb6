BEGIN;
SET search_path = public;
ALTER TABLE public.t ALTER COLUMN b TYPE bigint;
COMMIT;
