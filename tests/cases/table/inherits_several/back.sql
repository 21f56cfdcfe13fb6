BEGIN;
ALTER TABLE public.thing NO INHERIT public.placed;
-- destructive: loses column public.thing.place and its values
ALTER TABLE public.thing DROP COLUMN place;
ALTER TABLE public.thing INHERIT public.dated;
COMMIT;
