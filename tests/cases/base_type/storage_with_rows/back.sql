-- refused: column public.t.a: type public.token must be dropped for the change, but column public.t.a holds rows that depend on it
BEGIN;
DROP TYPE public.token CASCADE;
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
COMMIT;
