BEGIN;
ALTER SEQUENCE public.measure_id_seq OWNED BY NONE;
SET search_path = public;
SET LOCAL row_security TO off;
-- destructive: loses table public.measure as it stands: it is made anew, and its rows are copied while it is locked
CREATE TABLE public.measure__old AS SELECT id, day, place, value FROM public.measure;
DROP TABLE public.other;
DROP TABLE public.a;
DROP TABLE public.measure;
CREATE TABLE public.measure (
    id bigint DEFAULT nextval('public.measure_id_seq'::regclass) NOT NULL,
    day date NOT NULL,
    place text,
    value numeric DEFAULT 7
)
PARTITION BY range (day);
ALTER SEQUENCE public.measure_id_seq OWNED BY public.measure.id;
CREATE TABLE public.a PARTITION OF public.measure for values from ('2024-01-01') to ('2024-02-01');
CREATE TABLE public.b PARTITION OF public.measure for values from ('2024-02-01') to ('2024-03-01');
CREATE TABLE public.rest PARTITION OF public.measure default;
INSERT INTO public.measure (id, day, place, value) OVERRIDING SYSTEM VALUE SELECT id, day, place, value FROM public.measure__old;
DROP TABLE public.measure__old;
CREATE INDEX measure_value_idx ON public.measure (value);
COMMIT;
