BEGIN;
ALTER TABLE app.t ADD COLUMN more text;
ALTER TABLE public.t ADD COLUMN more text;
COMMIT;
