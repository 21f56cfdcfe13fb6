BEGIN;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.f()
RETURNS integer
LANGUAGE sql
return 1;
COMMIT;
