BEGIN;
SET search_path = public;
CREATE TABLE public.own (
    id integer,
    n integer GENERATED ALWAYS AS (id * 3) STORED
)
INHERITS (public.plain);
COMMIT;
