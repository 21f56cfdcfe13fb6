BEGIN;
ALTER TABLE public.kept DROP CONSTRAINT kept_again;
-- destructive: loses table public.made and its rows
DROP TABLE public.made;
COMMIT;
