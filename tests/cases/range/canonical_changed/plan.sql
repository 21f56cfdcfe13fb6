BEGIN;
SET search_path = public;
DROP FUNCTION public.f(public.wholes);
DROP TYPE public.wholes;
CREATE TYPE public.wholes;
CREATE OR REPLACE FUNCTION public.whole(r public.wholes)
RETURNS public.wholes
LANGUAGE internal
IMMUTABLE
STRICT
AS $$int4range_canonical$$;
CREATE TYPE public.wholes AS RANGE (SUBTYPE = integer, CANONICAL = public.whole);
CREATE OR REPLACE FUNCTION public.f(w public.wholes)
RETURNS integer
LANGUAGE sql
AS $$select upper(w)$$;
COMMIT;
