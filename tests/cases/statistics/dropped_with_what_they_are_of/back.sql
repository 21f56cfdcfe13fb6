BEGIN;
DROP STATISTICS public.kept;
-- destructive: loses table public.v and its rows
DROP TABLE public.v;
CREATE TABLE public.u (
    a integer,
    b integer
);
ALTER TABLE public.t ADD COLUMN b integer;
CREATE STATISTICS public.gone ON a, b FROM public.t;
CREATE STATISTICS public.kept ON a, b, c FROM public.t;
CREATE STATISTICS public.moves ON a, c FROM public.t;
CREATE STATISTICS public.with_table ON a, b FROM public.u;
COMMIT;
