BEGIN;
DROP OPERATOR CLASS public.int_tree USING tree;
DROP OPERATOR FAMILY public.int_tree USING tree;
-- destructive: loses table public.t and its rows
DROP TABLE public.t;
DROP ACCESS METHOD tree;
DROP ACCESS METHOD rows;
COMMIT;
