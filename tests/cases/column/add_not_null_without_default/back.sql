BEGIN;
-- destructive: loses column public.t.name and its values
ALTER TABLE public.t DROP COLUMN name;
COMMIT;
