BEGIN;
DROP INDEX public.shared_idx;
CREATE INDEX shared_idx ON public.b (x);
COMMIT;
