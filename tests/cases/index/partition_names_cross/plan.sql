BEGIN;
CREATE INDEX a_falling ON ONLY public.event (kind desc);
CREATE INDEX b_rising ON ONLY public.event (kind);
COMMIT;

CREATE INDEX CONCURRENTLY event_1_kind_idx1 ON public.event_1 (kind desc);

BEGIN;
ALTER INDEX public.a_falling ATTACH PARTITION public.event_1_kind_idx1;
COMMIT;

CREATE INDEX CONCURRENTLY event_1_kind_idx ON public.event_1 (kind);

BEGIN;
ALTER INDEX public.b_rising ATTACH PARTITION public.event_1_kind_idx;
COMMIT;
