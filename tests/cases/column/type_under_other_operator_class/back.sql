BEGIN;
DROP INDEX public.t_b_idx;
SET search_path = public;
DROP INDEX public.t_a_idx;
ALTER TABLE public.t ALTER COLUMN a TYPE text USING a::text;
ALTER TABLE public.t ALTER COLUMN b TYPE text USING b::text;
CREATE INDEX t_a_idx ON public.t (a text_pattern_ops);
CREATE INDEX t_b_idx ON public.t USING hash (b);
COMMIT;
