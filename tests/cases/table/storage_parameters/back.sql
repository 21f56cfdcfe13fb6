BEGIN;
ALTER TABLE public.t SET (autovacuum_enabled = false, fillfactor = 70, toast.autovacuum_enabled = false), RESET (autovacuum_vacuum_scale_factor);
COMMIT;
