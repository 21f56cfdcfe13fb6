BEGIN;
ALTER TABLE public.event ADD COLUMN more text;
COMMIT;
