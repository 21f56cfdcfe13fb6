BEGIN;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.move(n integer)
RETURNS void
LANGUAGE sql
begin atomic update t set a = a - n; end;
CREATE OR REPLACE FUNCTION public.total()
RETURNS bigint
LANGUAGE sql
return (select sum(a) + 1 from t where b is not null);
COMMIT;
