BEGIN;
SET search_path = public;
DROP POLICY p ON public.t;
DROP INDEX public.i;
DROP VIEW public.v;
ALTER TABLE public.t DROP CONSTRAINT c;
ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;
DROP FUNCTION public.f(integer);
CREATE OR REPLACE FUNCTION public.f(n integer)
RETURNS integer
LANGUAGE sql
IMMUTABLE
AS $$select n + 1$$;
COMMENT ON FUNCTION public.f(integer) IS 'Next';
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT public.f(1);
ALTER TABLE public.t ADD CONSTRAINT c CHECK (f(a) > 0);
CREATE VIEW public.v AS
select f(a) as n from t;
COMMENT ON VIEW public.v IS 'Kept';
CREATE INDEX i ON public.t (f(a));
CREATE POLICY p ON public.t USING (f(a) > 1);
COMMIT;
