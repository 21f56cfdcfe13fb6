BEGIN;
DROP INDEX public.event_id_at_idx;
ALTER TABLE public.event_1 ADD CONSTRAINT local_key UNIQUE (id, at);
CREATE UNIQUE INDEX event_id_at_idx ON public.event (id, at);
COMMIT;
