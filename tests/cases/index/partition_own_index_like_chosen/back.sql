BEGIN;
DROP INDEX public.event_1_kind_idx;
DROP INDEX public.event_kind_idx;
COMMIT;
