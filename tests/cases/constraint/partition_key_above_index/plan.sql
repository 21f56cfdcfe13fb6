BEGIN;
CREATE UNIQUE INDEX event_id_at_idx ON public.event (id, at);
COMMIT;
