BEGIN;
-- destructive: loses table public.own and its rows
DROP TABLE public.own;
COMMIT;
