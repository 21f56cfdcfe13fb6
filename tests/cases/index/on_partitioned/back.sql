BEGIN;
DROP INDEX public.e_id_idx;
DROP INDEX public.e_a_idx;
CREATE INDEX e_a_idx ON public.e (a);
COMMIT;
