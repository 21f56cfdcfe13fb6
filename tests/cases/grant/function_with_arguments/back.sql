BEGIN;
SET search_path = public;
GRANT EXECUTE ON FUNCTION public.f(integer) TO PUBLIC;
COMMIT;
