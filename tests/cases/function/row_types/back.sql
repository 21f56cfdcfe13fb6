BEGIN;
-- destructive: loses column public.t.b and its values
ALTER TABLE public.t DROP COLUMN b;
COMMIT;
