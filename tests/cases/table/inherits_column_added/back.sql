BEGIN;
ALTER TABLE public.base DROP CONSTRAINT positive;
-- destructive: loses column public.base.note and its values
ALTER TABLE public.base DROP COLUMN note;
COMMIT;
