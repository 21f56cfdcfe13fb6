-- refused: column public.t.name: column public.t.name is not null, and the table may hold rows that have no value for it; declare a default, or `backfill.name = "…"` with the expression that such rows get
BEGIN;
ALTER TABLE public.t ADD COLUMN name text NOT NULL;
COMMIT;
