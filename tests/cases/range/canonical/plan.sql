BEGIN;
CREATE TYPE public.wholes;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.whole(r public.wholes)
RETURNS public.wholes
LANGUAGE internal
IMMUTABLE
STRICT
AS $$int4range_canonical$$;
CREATE TYPE public.wholes AS RANGE (SUBTYPE = integer, CANONICAL = public.whole);
COMMENT ON TYPE public.wholes IS 'Of whole numbers';
CREATE TABLE public.t (
    w public.wholes DEFAULT '[1,2]'
);
COMMIT;
