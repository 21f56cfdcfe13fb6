BEGIN;
DROP PUBLICATION q;
CREATE TABLE public.gone (
    id integer NOT NULL,
    CONSTRAINT gone_pkey PRIMARY KEY (id)
);
CREATE PUBLICATION dropped FOR TABLE ONLY public.a;
ALTER PUBLICATION p SET TABLE ONLY public.a, ONLY public.gone;
-- destructive: loses table public.b and its rows
DROP TABLE public.b;
COMMIT;
