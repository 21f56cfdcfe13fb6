BEGIN;
DROP INDEX public.shared_idx;
COMMIT;

CREATE INDEX CONCURRENTLY shared_idx ON public.a (x);
