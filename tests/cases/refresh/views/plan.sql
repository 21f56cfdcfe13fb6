BEGIN;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.refresh_statistics()
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$refresh materialized view concurrently public.by_shop;
refresh materialized view public.all_shops$$;
COMMENT ON FUNCTION public.refresh_statistics() IS 'Refreshes by_shop, all_shops';
REVOKE EXECUTE ON FUNCTION public.refresh_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.refresh_statistics() TO case_views_app;
COMMIT;
