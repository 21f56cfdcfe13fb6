-- refused: column public.t.must: column public.t.must is not null, and the table may hold rows that have no value for it; declare a default, or `backfill.must = "…"` with the expression that such rows get
-- refused: table public.t: table public.t is dropped and made anew, and its rows are carried over; but column public.t.amount changes its type: do that in a plan of its own
BEGIN;
SET search_path = public;
SET LOCAL row_security TO off;
-- destructive: loses table public.t as it stands: it is made anew, and its rows are copied while it is locked
CREATE TABLE public.t__old AS SELECT id FROM ONLY public.t;
DROP TABLE public.t;
CREATE TABLE public.t (
    id integer NOT NULL,
    amount numeric,
    must text NOT NULL
)
PARTITION BY hash (id);
CREATE TABLE public.t_0 PARTITION OF public.t for values with (modulus 1, remainder 0);
INSERT INTO public.t (id) OVERRIDING SYSTEM VALUE SELECT id FROM public.t__old;
DROP TABLE public.t__old;
COMMIT;
