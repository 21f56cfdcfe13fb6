BEGIN;
-- destructive: loses table public.event_rest and its rows
DROP TABLE public.event_rest;
-- destructive: loses table public.event_2025 and its rows
DROP TABLE public.event_2025;
-- destructive: loses table public.event_2024 and its rows
DROP TABLE public.event_2024;
-- destructive: loses table public.event and its rows
DROP TABLE public.event;
COMMIT;
