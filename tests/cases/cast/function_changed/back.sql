BEGIN;
SET search_path = public;
DROP VIEW public.v;
DROP CAST (public.euro as numeric);
DROP FUNCTION public.rounded(public.euro);
CREATE OR REPLACE FUNCTION public.to_numeric(e public.euro)
RETURNS numeric
LANGUAGE sql
IMMUTABLE
AS $$select e.cents / 100.0$$;
CREATE CAST (public.euro as numeric) WITH FUNCTION public.to_numeric(public.euro);
CREATE VIEW public.v AS
select cast(price as numeric) as p from t;
COMMIT;
