BEGIN;
-- destructive: loses table public.t and its rows
DROP TABLE public.t;
DROP TYPE public.wholes CASCADE;
COMMIT;
