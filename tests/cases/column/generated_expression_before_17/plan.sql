BEGIN;
DROP INDEX public.t_b_idx;
SET search_path = public;
ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (a * 3) STORED;
CREATE INDEX t_b_idx ON public.t (b);
COMMIT;
