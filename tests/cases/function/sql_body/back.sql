BEGIN;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.move(n integer)
RETURNS void
LANGUAGE sql
begin atomic update t set a = a + n; delete from t where a < 0; end;
CREATE OR REPLACE FUNCTION public.total()
RETURNS bigint
LANGUAGE sql
return (select sum(a) from t);
COMMIT;
