BEGIN;
ALTER TABLE public.thing NO INHERIT public.dated;
ALTER TABLE public.thing ADD COLUMN place point;
ALTER TABLE public.thing INHERIT public.placed;
COMMIT;
