-- refused: column public.event_1.size: column public.event_1.size is not null, and the table may hold rows that have no value for it; declare a default, or `backfill.size = "…"` with the expression that such rows get
BEGIN;
ALTER TABLE public.event_1 DROP CONSTRAINT event_1_key;
ALTER TABLE public.event ADD COLUMN size integer;
ALTER TABLE public.event_1 ALTER COLUMN id DROP NOT NULL;
ALTER TABLE public.event_1 ALTER COLUMN size DROP DEFAULT;
ALTER TABLE public.event_1 ALTER COLUMN size SET NOT NULL;
ALTER TABLE public.event_1 ADD CONSTRAINT event_1_key PRIMARY KEY (kind, size);
COMMIT;
