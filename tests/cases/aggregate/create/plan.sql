BEGIN;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.add_pair(total integer, a integer, b integer)
RETURNS integer
LANGUAGE sql
IMMUTABLE
AS $$select total + a * b$$;
CREATE OR REPLACE FUNCTION public.half(total integer)
RETURNS numeric
LANGUAGE sql
IMMUTABLE
AS $$select total / 2.0$$;
CREATE OR REPLACE FUNCTION public.one_more(total bigint)
RETURNS bigint
LANGUAGE sql
IMMUTABLE
AS $$select total + 1$$;
CREATE AGGREGATE public.half_of_products(a integer, b integer) (
    SFUNC = public.add_pair,
    STYPE = integer,
    FINALFUNC = public.half,
    INITCOND = '0',
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE public.half_of_products(integer, integer) IS 'Half of the sum of products';
REVOKE EXECUTE ON FUNCTION public.half_of_products(integer, integer) FROM PUBLIC;
CREATE AGGREGATE public.lines(*) (
    SFUNC = public.one_more,
    STYPE = bigint,
    SSPACE = 64,
    INITCOND = '0'
);
COMMENT ON AGGREGATE public.lines(*) IS 'Counts';
CREATE AGGREGATE public.lines(text) (
    SFUNC = text_larger,
    STYPE = text,
    COMBINEFUNC = text_larger,
    SORTOP = >
);
CREATE VIEW public.v AS
select half_of_products(n, n) as h, lines(*) as l from generate_series(1, 3) n;
COMMIT;
