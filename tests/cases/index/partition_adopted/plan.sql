BEGIN;
ALTER INDEX public.other_kind RENAME TO event_2_kind_idx1;
CREATE INDEX event_kind_idx ON public.event (kind);
COMMIT;
