BEGIN;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.f(a integer)
RETURNS setof integer
LANGUAGE sql
IMMUTABLE
STRICT
PARALLEL SAFE
COST 5.0
ROWS 10.0
SECURITY DEFINER
SET search_path TO 'public'
SET work_mem TO '8MB'
AS $$select a + 1$$;
CREATE OR REPLACE FUNCTION public.g()
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
COMMIT;
