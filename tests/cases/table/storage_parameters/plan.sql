BEGIN;
ALTER TABLE public.t SET (autovacuum_vacuum_scale_factor = 0.05, fillfactor = 80), RESET (autovacuum_enabled, toast.autovacuum_enabled);
COMMIT;
