BEGIN;
-- destructive: loses table public.event_eu_low and its rows
DROP TABLE public.event_eu_low;
-- destructive: loses table public.event_eu and its rows
DROP TABLE public.event_eu;
-- destructive: loses table public.event and its rows
DROP TABLE public.event;
COMMIT;
