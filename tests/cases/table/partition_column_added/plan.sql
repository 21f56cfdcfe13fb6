BEGIN;
SET search_path = public;
ALTER TABLE public.event ADD COLUMN kind text DEFAULT 'x' NOT NULL;
ALTER TABLE public.event ADD COLUMN size integer;
ALTER TABLE ONLY public.event ADD CONSTRAINT event_pkey PRIMARY KEY (id);
ALTER TABLE public.event ADD CONSTRAINT positive CHECK (size > 0);
CREATE INDEX event_kind_idx ON ONLY public.event (kind);
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY event_0_pkey ON public.event_0 (id);

BEGIN;
ALTER TABLE public.event_0 ADD CONSTRAINT event_0_pkey PRIMARY KEY USING INDEX event_0_pkey;
ALTER INDEX public.event_pkey ATTACH PARTITION public.event_0_pkey;
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY event_1_pkey ON public.event_1 (id);

BEGIN;
ALTER TABLE public.event_1 ADD CONSTRAINT event_1_pkey PRIMARY KEY USING INDEX event_1_pkey;
ALTER INDEX public.event_pkey ATTACH PARTITION public.event_1_pkey;
COMMIT;

CREATE INDEX CONCURRENTLY event_0_kind_idx ON public.event_0 (kind);

BEGIN;
ALTER INDEX public.event_kind_idx ATTACH PARTITION public.event_0_kind_idx;
COMMIT;

CREATE INDEX CONCURRENTLY event_1_kind_idx ON public.event_1 (kind);

BEGIN;
ALTER INDEX public.event_kind_idx ATTACH PARTITION public.event_1_kind_idx;
COMMIT;
