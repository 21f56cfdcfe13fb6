BEGIN;
ALTER TABLE public.t RESET (parallel_workers, fillfactor);
CREATE INDEX i ON public.t (a) WITH (fillfactor = 70, deduplicate_items = on);
COMMIT;
