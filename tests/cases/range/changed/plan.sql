BEGIN;
SET search_path = public;
DROP VIEW public.v;
DROP FUNCTION public.spans_of(public.span);
DROP TYPE public.span;
CREATE TYPE public.span AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi, MULTIRANGE_TYPE_NAME = public.spans);
CREATE OR REPLACE FUNCTION public.spans_of(s public.span)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
AS $$select upper(s) - lower(s)$$;
CREATE VIEW public.v AS
select span(a, b) as s, spans_of(span(a, b)) as n from t;
COMMIT;
