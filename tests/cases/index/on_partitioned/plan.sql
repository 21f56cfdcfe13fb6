BEGIN;
SET search_path = public;
DROP INDEX public.e_a_idx;
CREATE INDEX e_a_idx ON public.e (lower(a));
CREATE UNIQUE INDEX e_id_idx ON public.e (id);
COMMIT;
