BEGIN;
SET search_path = public;
ALTER TABLE public.event ADD COLUMN kind text DEFAULT 'x' NOT NULL;
ALTER TABLE public.event ADD COLUMN size integer;
ALTER TABLE public.event ADD CONSTRAINT event_pkey PRIMARY KEY (id);
ALTER TABLE public.event ADD CONSTRAINT positive CHECK (size > 0);
CREATE INDEX event_kind_idx ON public.event (kind);
COMMIT;
