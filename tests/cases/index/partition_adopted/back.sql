BEGIN;
DROP INDEX public.event_kind_idx;
CREATE INDEX local_kind ON public.event_1 (kind);
COMMIT;

CREATE INDEX CONCURRENTLY other_kind ON public.event_2 (kind);
