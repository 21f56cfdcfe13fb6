-- refused: column public.t.s: type public.span must be dropped for the change, but column public.t.s holds rows that depend on it
BEGIN;
DROP TYPE public.span;
CREATE TYPE public.span AS RANGE (SUBTYPE = double precision);
COMMIT;
