BEGIN;
-- destructive: loses table public.other and its rows
DROP TABLE public.other;
COMMIT;
