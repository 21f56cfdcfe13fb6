BEGIN;
DROP INDEX public.event_kind_lower_idx;
DROP INDEX public.event_kind_idx;
COMMIT;
