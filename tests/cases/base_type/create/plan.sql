BEGIN;
CREATE TYPE public.token;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.token_in(cstring)
RETURNS public.token
LANGUAGE internal
IMMUTABLE
STRICT
AS $$textin$$;
CREATE OR REPLACE FUNCTION public.token_out(public.token)
RETURNS cstring
LANGUAGE internal
IMMUTABLE
STRICT
AS $$textout$$;
CREATE TYPE public.token (
    INPUT = public.token_in,
    OUTPUT = public.token_out,
    INTERNALLENGTH = VARIABLE,
    STORAGE = 'extended'
);
COMMENT ON TYPE public.token IS 'Like text';
REVOKE USAGE ON TYPE public.token FROM PUBLIC;
CREATE CAST (public.token as text) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (text as public.token) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE TABLE public.t (
    a public.token DEFAULT 'x',
    b public.token[],
    CONSTRAINT filled CHECK (length(a) > 0)
);
CREATE VIEW public.v AS
select upper(a) as u from t;
COMMIT;
