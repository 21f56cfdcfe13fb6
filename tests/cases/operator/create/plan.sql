BEGIN;
CREATE TYPE public.point3 AS (
    x integer,
    y integer
);
SET search_path = public;
CREATE OR REPLACE FUNCTION public.add(a public.point3, b public.point3)
RETURNS public.point3
LANGUAGE sql
IMMUTABLE
AS $$select row(a.x + b.x, a.y + b.y)::public.point3$$;
CREATE OR REPLACE FUNCTION public.near(a public.point3, b integer)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
AS $$select a.x < b$$;
CREATE OR REPLACE FUNCTION public.near_too(b integer, a public.point3)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
AS $$select a.x < b$$;
CREATE OPERATOR public.!== (FUNCTION = public.near, LEFTARG = public.point3, RIGHTARG = integer, NEGATOR = OPERATOR(public.===));
CREATE OPERATOR public.+ (FUNCTION = public.add, LEFTARG = public.point3, RIGHTARG = public.point3, COMMUTATOR = OPERATOR(public.+));
COMMENT ON OPERATOR public.+ (public.point3, public.point3) IS 'Adds';
CREATE OR REPLACE FUNCTION public.twice(a public.point3)
RETURNS public.point3
LANGUAGE sql
IMMUTABLE
AS $$select a operator(public.+) a$$;
CREATE OPERATOR public.!!! (FUNCTION = public.twice, RIGHTARG = public.point3);
CREATE OPERATOR public.<-> (FUNCTION = public.near_too, LEFTARG = integer, RIGHTARG = public.point3, COMMUTATOR = OPERATOR(public.<->));
CREATE OPERATOR public.<-> (FUNCTION = public.near, LEFTARG = public.point3, RIGHTARG = integer, COMMUTATOR = OPERATOR(public.<->), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE TABLE public.t (
    a public.point3,
    b public.point3 GENERATED ALWAYS AS (a + a) STORED,
    CONSTRAINT c CHECK (a <-> 5)
);
CREATE OPERATOR public.=== (FUNCTION = public.near, LEFTARG = public.point3, RIGHTARG = integer, NEGATOR = OPERATOR(public.!==));
CREATE VIEW public.v AS
select a operator(public.+) b as s from t where 7 <-> a;
CREATE INDEX i ON public.t (((!!! a).x));
COMMIT;
