BEGIN;
DROP MATERIALIZED VIEW public.over;
DROP MATERIALIZED VIEW public.m;
DROP MATERIALIZED VIEW public.empty;
-- destructive: loses table public.t and its rows
DROP TABLE public.t;
COMMIT;
