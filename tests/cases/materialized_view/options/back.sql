BEGIN;
SET search_path = public;
ALTER MATERIALIZED VIEW public.m SET (autovacuum_enabled = false, fillfactor = 70);
COMMIT;
