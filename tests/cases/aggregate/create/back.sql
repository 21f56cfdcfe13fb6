BEGIN;
DROP VIEW public.v;
DROP AGGREGATE public.lines(text);
DROP AGGREGATE public.lines(*);
DROP AGGREGATE public.half_of_products(integer, integer);
DROP FUNCTION public.one_more(bigint);
DROP FUNCTION public.half(integer);
DROP FUNCTION public.add_pair(integer, integer, integer);
COMMIT;
