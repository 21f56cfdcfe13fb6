BEGIN;
DROP INDEX public.event_kind;
ALTER TABLE public.event DROP CONSTRAINT event_pkey;
ALTER TABLE public.event ADD CONSTRAINT event_pkey PRIMARY KEY (id) WITH (fillfactor = 90);
CREATE INDEX event_kind ON public.event (kind) WITH (fillfactor = 80);
COMMIT;
