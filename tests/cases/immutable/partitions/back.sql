BEGIN;
DROP TRIGGER immutable_truncate ON public.event_rest;
DROP TRIGGER immutable_truncate ON public.event_2026;
DROP TRIGGER immutable_truncate ON public.event;
DROP TRIGGER immutable_rows ON public.event;
-- destructive: loses table public.heir and its rows
DROP TABLE public.heir;
-- destructive: loses table public.base and its rows
DROP TABLE public.base;
DROP FUNCTION public.refuse_change();
COMMIT;
