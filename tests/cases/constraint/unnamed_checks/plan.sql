BEGIN;
ALTER TABLE public.measure ADD COLUMN more text;
COMMIT;
