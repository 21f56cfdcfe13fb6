BEGIN;
CREATE INDEX event_kind_idx ON ONLY public.event (kind);
SET search_path = public;
CREATE INDEX event_kind_lower_idx ON ONLY public.event (lower(kind));
COMMIT;

CREATE INDEX CONCURRENTLY kinds_of_january ON public.event_1 (kind);

BEGIN;
ALTER INDEX public.event_kind_idx ATTACH PARTITION public.kinds_of_january;
COMMIT;

CREATE INDEX CONCURRENTLY event_2_kind_idx ON public.event_2 (kind);

BEGIN;
ALTER INDEX public.event_kind_idx ATTACH PARTITION public.event_2_kind_idx;
COMMENT ON INDEX public.kinds_of_january IS 'made by hand';
COMMIT;

CREATE INDEX CONCURRENTLY event_1_lower_idx ON public.event_1 (lower(kind));

BEGIN;
ALTER INDEX public.event_kind_lower_idx ATTACH PARTITION public.event_1_lower_idx;
COMMIT;

CREATE INDEX CONCURRENTLY event_2_lower_idx ON public.event_2 (lower(kind));

BEGIN;
ALTER INDEX public.event_kind_lower_idx ATTACH PARTITION public.event_2_lower_idx;
COMMIT;
