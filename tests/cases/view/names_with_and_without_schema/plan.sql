BEGIN;
ALTER TABLE public.note ADD COLUMN extra text;
COMMIT;
