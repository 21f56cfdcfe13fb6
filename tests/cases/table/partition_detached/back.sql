BEGIN;
SET search_path = public;
ALTER TABLE public.event ATTACH PARTITION public.event_low for values from (0) to (100);
COMMIT;
