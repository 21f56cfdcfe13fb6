SET search_path = public;
CREATE INDEX CONCURRENTLY event_1_kind_idx ON public.event_1 (kind) WHERE kind <> '';

BEGIN;
CREATE INDEX event_kind_idx ON ONLY public.event (kind);
COMMIT;

CREATE INDEX CONCURRENTLY event_1_kind_idx1 ON public.event_1 (kind);

BEGIN;
ALTER INDEX public.event_kind_idx ATTACH PARTITION public.event_1_kind_idx1;
COMMIT;
