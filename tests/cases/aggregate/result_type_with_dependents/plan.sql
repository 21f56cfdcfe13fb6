BEGIN;
SET search_path = public;
DROP VIEW public.v;
DROP FUNCTION public.f();
DROP AGGREGATE public.total(integer);
CREATE AGGREGATE public.total(integer) (
    SFUNC = int4_sum,
    STYPE = bigint
);
COMMENT ON AGGREGATE public.total(integer) IS 'Sum';
CREATE OR REPLACE FUNCTION public.f()
RETURNS bigint
LANGUAGE sql
return (select total(a) from t);
CREATE VIEW public.v AS
select total(a) as n from t;
COMMENT ON VIEW public.v IS 'Kept';
COMMIT;
