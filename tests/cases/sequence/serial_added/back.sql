BEGIN;
-- destructive: loses column public.t.id and its values
ALTER TABLE public.t DROP COLUMN id;
COMMIT;
