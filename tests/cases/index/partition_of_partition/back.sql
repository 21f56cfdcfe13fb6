BEGIN;
DROP INDEX public.event_lower;
COMMIT;
