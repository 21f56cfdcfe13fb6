BEGIN;
DROP MATERIALIZED VIEW report."how many";
DROP FUNCTION report."refresh_how many"();
-- destructive: loses table upkeep.refreshed and its rows
DROP TABLE upkeep.refreshed;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.refresh_by_shop()
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$refresh materialized view concurrently public.by_shop$$;
COMMIT;
