BEGIN;
DROP INDEX public.log_name_idx;
-- destructive: loses column public.log.size and its values
ALTER TABLE public.log DROP COLUMN size;
ALTER TABLE public.log ALTER COLUMN name DROP NOT NULL;
COMMIT;
