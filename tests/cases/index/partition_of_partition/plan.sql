BEGIN;
SET search_path = public;
CREATE INDEX event_lower ON ONLY public.event (lower(kind));
CREATE INDEX event_1_lower_idx ON ONLY public.event_1 (lower(kind));
ALTER INDEX public.event_lower ATTACH PARTITION public.event_1_lower_idx;
COMMIT;

CREATE INDEX CONCURRENTLY deep ON public.event_1_a (lower(kind));

BEGIN;
ALTER INDEX public.event_1_lower_idx ATTACH PARTITION public.deep;
COMMIT;
