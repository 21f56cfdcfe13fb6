BEGIN;
DROP INDEX public.i;
ALTER TABLE public.t SET (parallel_workers = 2, fillfactor = 80);
COMMIT;
