BEGIN;
SET search_path = public;
DROP FUNCTION public.f(public.wholes);
DROP TYPE public.wholes CASCADE;
CREATE TYPE public.wholes AS RANGE (SUBTYPE = integer);
CREATE OR REPLACE FUNCTION public.f(w public.wholes)
RETURNS integer
LANGUAGE sql
AS $$select upper(w)$$;
COMMIT;
