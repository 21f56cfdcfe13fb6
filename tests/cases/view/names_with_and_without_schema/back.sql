BEGIN;
-- destructive: loses column public.note.extra and its values
ALTER TABLE public.note DROP COLUMN extra;
COMMIT;
