BEGIN;
DROP INDEX public.shared_idx;
CREATE INDEX shared_idx ON public.a (x);
COMMIT;
