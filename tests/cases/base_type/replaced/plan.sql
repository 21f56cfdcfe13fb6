BEGIN;
SET search_path = public;
DROP FUNCTION public.f(public.token);
DROP TYPE public.token CASCADE;
CREATE TYPE public.token;
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
    STORAGE = 'extended',
    CATEGORY = 'S',
    DEFAULT = 'none'
);
COMMENT ON TYPE public.token IS 'Like text';
CREATE OR REPLACE FUNCTION public.f(t public.token)
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
COMMIT;
