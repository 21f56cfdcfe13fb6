BEGIN;
DROP INDEX public.event_kind_idx;
ALTER TABLE public.event DROP CONSTRAINT positive;
ALTER TABLE public.event DROP CONSTRAINT event_pkey;
-- destructive: loses column public.event.size and its values
ALTER TABLE public.event DROP COLUMN size;
-- destructive: loses column public.event.kind and its values
ALTER TABLE public.event DROP COLUMN kind;
COMMIT;
