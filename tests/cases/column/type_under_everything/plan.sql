BEGIN;
SET search_path = public;
DROP POLICY p ON public.t;
DROP TRIGGER trg ON public.t;
DROP FUNCTION public.sum_n();
ALTER TABLE public.t DROP COLUMN twice;
ALTER TABLE public.t ALTER COLUMN n DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN n TYPE bigint USING n::bigint;
ALTER TABLE public.t ALTER COLUMN n SET DEFAULT 5;
ALTER TABLE public.t ADD COLUMN twice bigint GENERATED ALWAYS AS (n * 2) STORED;
CREATE OR REPLACE FUNCTION public.sum_n()
RETURNS bigint
LANGUAGE sql
return (select sum(n)::bigint from t);
CREATE TRIGGER trg BEFORE UPDATE OF n ON public.t
    FOR EACH ROW WHEN (old.n is distinct from new.n) EXECUTE FUNCTION public.keep();
CREATE POLICY p ON public.t FOR SELECT USING (n > 1);
COMMIT;
