BEGIN;
ALTER TABLE public.event_1 DROP CONSTRAINT event_1_key;
-- destructive: loses column public.event.size and its values
ALTER TABLE public.event DROP COLUMN size;
ALTER TABLE public.event_1 ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.event_1 ADD CONSTRAINT event_1_key PRIMARY KEY (kind, id);
COMMIT;
