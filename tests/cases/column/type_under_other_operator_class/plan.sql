BEGIN;
DROP INDEX public.t_b_idx;
DROP INDEX public.t_a_idx;
ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a::integer;
ALTER TABLE public.t ALTER COLUMN b TYPE point USING b::point;
CREATE INDEX t_a_idx ON public.t (a);
CREATE INDEX t_b_idx ON public.t USING gist (b);
COMMIT;
