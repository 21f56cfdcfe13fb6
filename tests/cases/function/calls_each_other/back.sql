BEGIN;
DROP FUNCTION public.odd(integer);
DROP FUNCTION public.even(integer);
DROP FUNCTION public.a(integer);
DROP FUNCTION public.b(integer);
COMMIT;
