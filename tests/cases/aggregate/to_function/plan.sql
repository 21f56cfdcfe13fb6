BEGIN;
DROP AGGREGATE public.f(integer);
SET search_path = public;
CREATE OR REPLACE FUNCTION public.f(n integer)
RETURNS integer
LANGUAGE sql
AS $$select n$$;
COMMIT;
