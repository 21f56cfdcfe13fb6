BEGIN;
ALTER TABLE public.closed ADD COLUMN more text;
ALTER TABLE public.forced ADD COLUMN more text;
COMMIT;
