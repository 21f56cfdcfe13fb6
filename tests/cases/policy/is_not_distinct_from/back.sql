BEGIN;
-- destructive: loses column public.t.more and its values
ALTER TABLE public.t DROP COLUMN more;
COMMIT;
