BEGIN;
SET search_path = public;
ALTER TABLE public.event ATTACH PARTITION public.event_2 for values from ('2026-02-01') to ('2026-03-01');
COMMIT;
