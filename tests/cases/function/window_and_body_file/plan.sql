BEGIN;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.f(a integer)
RETURNS integer
LANGUAGE plpgsql
AS $$declare
  result integer := a;
begin
  return result;
end$$;
COMMIT;
