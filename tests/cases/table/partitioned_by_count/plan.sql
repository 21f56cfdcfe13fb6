BEGIN;
SET search_path = public;
CREATE TABLE public.part (
    id bigint NOT NULL,
    name text,
    CONSTRAINT part_pkey PRIMARY KEY (id)
)
PARTITION BY hash (id);
CREATE TABLE public.part_0 PARTITION OF public.part FOR VALUES WITH (modulus 3, remainder 0);
CREATE TABLE public.part_1 PARTITION OF public.part FOR VALUES WITH (modulus 3, remainder 1);
CREATE TABLE public.part_2 PARTITION OF public.part FOR VALUES WITH (modulus 3, remainder 2);
COMMIT;
