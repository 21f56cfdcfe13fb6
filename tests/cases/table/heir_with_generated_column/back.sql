BEGIN;
-- destructive: loses table public.b and its rows
DROP TABLE public.b;
COMMIT;
