BEGIN;
ALTER SEQUENCE public.measure_id_seq OWNED BY NONE;
SET search_path = public;
SET LOCAL row_security TO off;
-- destructive: loses table public.measure as it stands: it is made anew, and its rows are copied while it is locked
CREATE TABLE public.measure__old AS SELECT id, day, place, value FROM public.measure;
DROP TABLE public.rest;
DROP TABLE public.b;
DROP TABLE public.a;
DROP TABLE public.measure;
CREATE TABLE public.measure (
    id bigint DEFAULT nextval('public.measure_id_seq'::regclass) NOT NULL,
    day date NOT NULL,
    place text,
    value numeric DEFAULT 7,
    unit public.unit DEFAULT 'km' NOT NULL
)
PARTITION BY list (place);
ALTER SEQUENCE public.measure_id_seq OWNED BY public.measure.id;
CREATE TABLE public.a PARTITION OF public.measure for values in ('x');
CREATE TABLE public.other PARTITION OF public.measure default;
INSERT INTO public.measure (id, day, place, value) OVERRIDING SYSTEM VALUE SELECT id, day, place, value FROM public.measure__old;
DROP TABLE public.measure__old;
CREATE INDEX measure_value_idx ON public.measure (value);
COMMIT;
