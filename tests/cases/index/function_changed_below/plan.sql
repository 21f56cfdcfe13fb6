BEGIN;
SET search_path = public;
DROP INDEX public.one;
DROP FUNCTION public.f(integer);
CREATE OR REPLACE FUNCTION public.f(n integer)
RETURNS bigint
LANGUAGE sql
IMMUTABLE
AS $$select n + 2::bigint$$;
CREATE INDEX one ON public.t (f(a));
COMMIT;
