BEGIN;
CREATE TABLE public.t (
    id integer,
    body text
)
WITH (fillfactor = 70, toast.autovacuum_enabled = false);
COMMIT;
