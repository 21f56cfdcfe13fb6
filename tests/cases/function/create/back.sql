BEGIN;
DROP FUNCTION public.tabled(integer);
DROP FUNCTION public.rows(integer);
DROP FUNCTION public."returning"(integer);
DROP FUNCTION public.plain(integer, text, integer[]);
DROP FUNCTION public.leaky();
DROP FUNCTION public.atomic(integer, integer);
COMMIT;
