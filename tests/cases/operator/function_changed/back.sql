BEGIN;
SET search_path = public;
DROP POLICY p ON public.t;
DROP INDEX public.partial;
DROP INDEX public.i;
DROP MATERIALIZED VIEW public.m;
DROP VIEW public.v;
ALTER TABLE public.t DROP CONSTRAINT c;
ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;
DROP OPERATOR public.|> (integer, integer);
CREATE OPERATOR public.|> (FUNCTION = public.f, LEFTARG = integer, RIGHTARG = integer);
COMMENT ON OPERATOR public.|> (integer, integer) IS 'Kept';
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT (2 OPERATOR(public.|>) 1);
ALTER TABLE public.t ADD CONSTRAINT c CHECK (a |> 0);
CREATE VIEW public.v AS
select a |> 1 as n from t;
COMMENT ON VIEW public.v IS 'Kept';
CREATE MATERIALIZED VIEW public.m AS
select a from t where a |> 3;
CREATE INDEX i ON public.t ((a |> 1));
CREATE INDEX partial ON public.t (a) WHERE a |> 3;
CREATE POLICY p ON public.t USING (a |> 2);
COMMIT;
