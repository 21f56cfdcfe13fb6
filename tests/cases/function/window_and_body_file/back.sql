BEGIN;
DROP FUNCTION public.f(integer);
COMMIT;
