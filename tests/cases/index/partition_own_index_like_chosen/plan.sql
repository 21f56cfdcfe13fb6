BEGIN;
SET search_path = public;
CREATE INDEX event_1_kind_idx ON public.event_1 (kind) WHERE kind <> '';
CREATE INDEX event_kind_idx ON public.event (kind);
COMMIT;
