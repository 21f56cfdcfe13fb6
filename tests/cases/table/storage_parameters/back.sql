BEGIN;
ALTER TABLE public.t SET (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false), RESET (autovacuum_vacuum_scale_factor);
COMMIT;
