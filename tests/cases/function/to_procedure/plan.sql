BEGIN;
DROP FUNCTION public.f(integer);
SET search_path = public;
CREATE OR REPLACE PROCEDURE public.f(a integer)
LANGUAGE sql
AS $$select 1$$;
COMMIT;
