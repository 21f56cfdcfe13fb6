BEGIN;
ALTER TABLE public.t RESET (parallel_workers, fillfactor);
COMMIT;

CREATE INDEX CONCURRENTLY i ON public.t (a) WITH (fillfactor = 70, deduplicate_items = on);
