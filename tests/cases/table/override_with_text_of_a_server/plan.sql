BEGIN;
ALTER TABLE public.heir ADD COLUMN more text;
COMMIT;
