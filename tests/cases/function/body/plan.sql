BEGIN;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.f(a integer)
RETURNS integer
LANGUAGE plpgsql
AS $$begin return a + 2; end$$;
COMMIT;
