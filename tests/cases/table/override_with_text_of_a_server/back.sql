BEGIN;
-- destructive: loses column public.heir.more and its values
ALTER TABLE public.heir DROP COLUMN more;
COMMIT;
