BEGIN;
DROP FUNCTION public.open();
DROP FUNCTION public.closed();
-- destructive: loses table public.not_granted and its rows
DROP TABLE public.not_granted;
-- destructive: loses table public.granted and its rows
DROP TABLE public.granted;
COMMIT;
