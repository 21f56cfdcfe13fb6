BEGIN;
ALTER TABLE public.t DROP CONSTRAINT t_place_fkey;
-- destructive: loses column public.t.place and its values
ALTER TABLE public.t DROP COLUMN place;
-- destructive: loses column public.t.number and its values
ALTER TABLE public.t DROP COLUMN number;
COMMIT;
