BEGIN;
-- destructive: loses table public.granted and its rows
DROP TABLE public.granted;
-- destructive: loses table public.bare and its rows
DROP TABLE public.bare;
COMMIT;
