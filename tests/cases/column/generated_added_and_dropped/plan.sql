BEGIN;
ALTER TABLE public.t DROP COLUMN d;
SET search_path = public;
-- destructive: loses column public.t.b and its values
ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (a + 1) STORED;
ALTER TABLE public.t ALTER COLUMN c DROP EXPRESSION;
ALTER TABLE public.t ADD COLUMN e text GENERATED ALWAYS AS ('n' || a) STORED;
COMMIT;
