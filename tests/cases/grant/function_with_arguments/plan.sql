BEGIN;
SET search_path = public;
REVOKE EXECUTE ON FUNCTION public.f(integer) FROM PUBLIC;
COMMIT;
