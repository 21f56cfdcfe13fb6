BEGIN;
ALTER INDEX public.first RENAME TO event_1_kind_idx;
ALTER INDEX public.zweite RENAME TO second;
ALTER INDEX public.event_1_kind_idx RESET (fillfactor);
COMMIT;
