BEGIN;
ALTER TABLE public.child DROP CONSTRAINT child_parent_fkey;
-- destructive: loses table public.parent and its rows
DROP TABLE public.parent;
COMMIT;
