BEGIN;
SET search_path = public;
DROP INDEX public.e_a_idx;
CREATE INDEX e_a_idx ON public.e (lower(a));
CREATE UNIQUE INDEX e_id_idx ON ONLY public.e (id);
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY e_1_id_idx ON public.e_1 (id);

BEGIN;
ALTER INDEX public.e_id_idx ATTACH PARTITION public.e_1_id_idx;
COMMIT;
