BEGIN;
SET search_path = public;
CREATE TABLE public.b (
    id integer NOT NULL,
    twice integer GENERATED ALWAYS AS (id * 2) STORED,
    more text
)
INHERITS (public.a);
COMMIT;
