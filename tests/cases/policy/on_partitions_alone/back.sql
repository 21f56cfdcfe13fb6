BEGIN;
-- destructive: loses table public.event_b and its rows
DROP TABLE public.event_b;
COMMIT;
