BEGIN;
DROP STATISTICS public.moves;
DROP STATISTICS public.kept;
DROP STATISTICS public.gone;
-- destructive: loses column public.t.b and its values
ALTER TABLE public.t DROP COLUMN b;
-- destructive: loses table public.u and its rows
DROP TABLE public.u;
CREATE TABLE public.v (
    a integer,
    b integer
);
CREATE STATISTICS public.kept ON a, c FROM public.t;
CREATE STATISTICS public.moves ON a, b FROM public.v;
COMMIT;
