BEGIN;
DROP INDEX public.event_id_at_idx;
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY local_key ON public.event_1 (id, at);

BEGIN;
ALTER TABLE public.event_1 ADD CONSTRAINT local_key UNIQUE USING INDEX local_key;
CREATE UNIQUE INDEX event_id_at_idx ON public.event (id, at);
COMMIT;
