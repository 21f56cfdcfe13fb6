BEGIN;
DROP PROCEDURE public.f(integer);
SET search_path = public;
CREATE OR REPLACE FUNCTION public.f(a integer)
RETURNS void
LANGUAGE sql
AS $$select 1$$;
COMMIT;
