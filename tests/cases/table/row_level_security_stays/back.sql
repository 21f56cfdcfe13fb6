BEGIN;
-- destructive: loses column public.forced.more and its values
ALTER TABLE public.forced DROP COLUMN more;
-- destructive: loses column public.closed.more and its values
ALTER TABLE public.closed DROP COLUMN more;
COMMIT;
