-- refused: table public.t: table public.t is dropped and made anew, and its rows are carried over; but column public.t.amount changes its type: do that in a plan of its own
BEGIN;
SET LOCAL row_security TO off;
-- destructive: loses table public.t as it stands: it is made anew, and its rows are copied while it is locked
CREATE TABLE public.t__old AS SELECT id FROM public.t;
DROP TABLE public.t_0;
DROP TABLE public.t;
CREATE TABLE public.t (
    id integer NOT NULL,
    amount integer
);
INSERT INTO public.t (id) OVERRIDING SYSTEM VALUE SELECT id FROM public.t__old;
DROP TABLE public.t__old;
COMMIT;
