BEGIN;
DROP FUNCTION public.f(text);
SET search_path = public;
CREATE OR REPLACE FUNCTION public.f(a integer)
RETURNS integer
LANGUAGE sql
AS $$select 3$$;
CREATE OR REPLACE FUNCTION public.f(a numeric, b text[])
RETURNS integer
LANGUAGE sql
AS $$select 4$$;
COMMENT ON FUNCTION public.f(numeric, text[]) IS 'The third';
COMMIT;
