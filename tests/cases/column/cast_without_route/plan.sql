-- refused: column public.t.at: column public.t.at changes from bigint to timestamp with time zone, and PostgreSQL has no cast between them; declare `conversions.at = "…"` with the expression that makes the new value of the old one
-- refused: column public.t.n: column public.t.n changes from integer to integer[], and PostgreSQL has no cast between them; declare `conversions.n = "…"` with the expression that makes the new value of the old one
BEGIN;
ALTER TABLE public.t ALTER COLUMN at TYPE timestamp with time zone USING at::timestamp with time zone;
ALTER TABLE public.t ALTER COLUMN n TYPE integer[] USING n::integer[];
COMMIT;
