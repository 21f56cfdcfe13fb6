BEGIN;
ALTER INDEX public.one SET (fillfactor = 70);
ALTER INDEX public.two SET (fastupdate = off, gin_pending_list_limit = 128);
COMMIT;
