BEGIN;
-- destructive: loses column public.measure.more and its values
ALTER TABLE public.measure DROP COLUMN more;
COMMIT;
