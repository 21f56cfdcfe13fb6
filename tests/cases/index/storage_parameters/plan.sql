BEGIN;
ALTER INDEX public.one RESET (fillfactor);
ALTER INDEX public.two SET (fastupdate = on), RESET (gin_pending_list_limit);
COMMIT;
