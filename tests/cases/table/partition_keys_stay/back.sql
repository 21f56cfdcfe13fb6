BEGIN;
-- destructive: loses column public.event.more and its values
ALTER TABLE public.event DROP COLUMN more;
COMMIT;
