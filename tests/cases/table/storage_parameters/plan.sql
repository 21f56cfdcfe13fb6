BEGIN;
ALTER TABLE public.t SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05), RESET (autovacuum_enabled, toast.autovacuum_enabled);
COMMIT;
