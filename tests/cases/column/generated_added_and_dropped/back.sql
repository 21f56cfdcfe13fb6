BEGIN;
ALTER TABLE public.t DROP COLUMN e;
SET search_path = public;
-- destructive: loses column public.t.c and its values
ALTER TABLE public.t DROP COLUMN c;
ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION;
ALTER TABLE public.t ADD COLUMN c integer GENERATED ALWAYS AS (a * 2) STORED;
ALTER TABLE public.t ADD COLUMN d integer GENERATED ALWAYS AS (a * 3) STORED;
COMMIT;
