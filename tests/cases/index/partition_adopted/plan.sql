BEGIN;
ALTER INDEX public.other_kind RENAME TO event_2_kind_idx1;
CREATE INDEX event_kind_idx ON ONLY public.event (kind);
ALTER INDEX public.event_kind_idx ATTACH PARTITION public.local_kind;
ALTER INDEX public.event_kind_idx ATTACH PARTITION public.event_2_kind_idx1;
COMMIT;
