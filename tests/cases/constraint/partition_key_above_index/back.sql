BEGIN;
DROP INDEX public.event_id_at_idx CASCADE;
ALTER TABLE public.event_1 ADD CONSTRAINT local_key UNIQUE (id, at);
COMMIT;
