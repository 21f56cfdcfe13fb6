BEGIN;
ALTER INDEX public.second RENAME TO zweite;
ALTER INDEX public.event_1_kind_idx RENAME TO first;
ALTER INDEX public.first SET (fillfactor = 70);
COMMIT;
