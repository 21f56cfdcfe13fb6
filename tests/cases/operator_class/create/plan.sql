BEGIN;
CREATE TYPE public.code AS (
    v integer
);
CREATE TABLE public.t (
    a public.code
);
SET search_path = public;
CREATE OR REPLACE FUNCTION public.code_cmp(a public.code, b public.code)
RETURNS integer
LANGUAGE sql
IMMUTABLE
AS $$select btint4cmp(a.v, b.v)$$;
CREATE OR REPLACE FUNCTION public.code_eq(a public.code, b public.code)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
AS $$select a.v = b.v$$;
CREATE OR REPLACE FUNCTION public.code_eq_int(a public.code, b integer)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
AS $$select a.v = b$$;
CREATE OR REPLACE FUNCTION public.code_hash(a public.code)
RETURNS integer
LANGUAGE sql
IMMUTABLE
AS $$select hashint4(a.v)$$;
CREATE OR REPLACE FUNCTION public.code_lt(a public.code, b public.code)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
AS $$select a.v < b.v$$;
CREATE OPERATOR public.<<< (FUNCTION = public.code_lt, LEFTARG = public.code, RIGHTARG = public.code);
CREATE OPERATOR public.=== (FUNCTION = public.code_eq_int, LEFTARG = public.code, RIGHTARG = integer);
CREATE OPERATOR public.=== (FUNCTION = public.code_eq, LEFTARG = public.code, RIGHTARG = public.code, COMMUTATOR = OPERATOR(public.===), HASHES, MERGES);
CREATE OPERATOR FAMILY public.code_ops USING btree;
CREATE OPERATOR FAMILY public.codes USING hash;
COMMENT ON OPERATOR FAMILY public.codes USING hash IS 'Codes';
ALTER OPERATOR FAMILY public.codes USING hash ADD
    OPERATOR 1 public.=== (public.code, integer);
CREATE OPERATOR CLASS public.code_ops FOR TYPE public.code USING btree FAMILY public.code_ops AS
    OPERATOR 1 public.<<<,
    OPERATOR 3 public.===,
    FUNCTION 1 public.code_cmp(public.code, public.code);
COMMENT ON OPERATOR CLASS public.code_ops USING btree IS 'Orders codes';
CREATE OPERATOR CLASS public.code_ops DEFAULT FOR TYPE public.code USING hash FAMILY public.codes AS
    OPERATOR 1 public.===,
    FUNCTION 1 public.code_hash(public.code);
CREATE INDEX h ON public.t USING hash (a);
CREATE INDEX i ON public.t (a public.code_ops);
COMMIT;
