BEGIN;
DROP FUNCTION public.f(numeric, text[]);
SET search_path = public;
CREATE OR REPLACE FUNCTION public.f(a integer)
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
CREATE OR REPLACE FUNCTION public.f(a text)
RETURNS integer
LANGUAGE sql
AS $$select 2$$;
COMMIT;
