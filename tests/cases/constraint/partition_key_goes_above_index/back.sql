BEGIN;
DROP INDEX public.event_id_at_idx CASCADE;
CREATE UNIQUE INDEX event_id_at_idx ON public.event (id, at);
COMMIT;
