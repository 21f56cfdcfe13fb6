BEGIN;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.f(a integer)
RETURNS setof integer
LANGUAGE sql
AS $$select a + 1$$;
CREATE OR REPLACE FUNCTION public.g()
RETURNS integer
LANGUAGE sql
STABLE LEAKPROOF
PARALLEL RESTRICTED
SET search_path TO ''
AS $$select 1$$;
COMMIT;
