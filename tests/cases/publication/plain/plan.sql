BEGIN;
DROP PUBLICATION dropped;
CREATE TABLE public.b (
    id integer NOT NULL,
    CONSTRAINT b_pkey PRIMARY KEY (id)
);
ALTER PUBLICATION p SET TABLE ONLY public.a, ONLY public.b;
-- destructive: loses table public.gone and its rows
DROP TABLE public.gone;
CREATE PUBLICATION q FOR ALL TABLES WITH (publish_via_partition_root = true);
COMMIT;
