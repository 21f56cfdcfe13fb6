BEGIN;
DROP INDEX public.event_kind;
ALTER TABLE public.event DROP CONSTRAINT event_pkey;
ALTER TABLE public.event ADD CONSTRAINT event_pkey PRIMARY KEY (id);
CREATE INDEX event_kind ON public.event (kind);
COMMIT;
