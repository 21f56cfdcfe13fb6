BEGIN;
DROP CAST (public.euro as numeric);
CREATE CAST (public.euro as numeric) WITH FUNCTION public.to_numeric(public.euro) AS IMPLICIT;
COMMENT ON CAST (public.euro as numeric) IS 'Exact';
COMMIT;
