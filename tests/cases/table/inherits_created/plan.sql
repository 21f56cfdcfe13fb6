BEGIN;
SET search_path = public;
CREATE TABLE public.base (
    id integer NOT NULL,
    name text DEFAULT 'x',
    CONSTRAINT positive CHECK (id > 0)
);
CREATE TABLE public.second (
    at date
);
CREATE TABLE public.child (
    extra text
)
INHERITS (public.base, public.second);
COMMIT;
