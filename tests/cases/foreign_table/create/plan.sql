BEGIN;
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
SET search_path = public;
CREATE FOREIGN TABLE public.films (
    id integer OPTIONS (column_name 'film_id') NOT NULL,
    title text COLLATE "C" DEFAULT 'none',
    length interval,
    twice integer GENERATED ALWAYS AS (id * 2) STORED,
    CONSTRAINT titled CHECK (title <> '')
)
SERVER s OPTIONS ("Table name" 'it''s', schema_name 'public');
COMMENT ON FOREIGN TABLE public.films IS 'Elsewhere';
GRANT SELECT ON TABLE public.films TO case_foreign_table;
COMMENT ON COLUMN public.films.id IS 'Key';
GRANT UPDATE (title) ON TABLE public.films TO case_foreign_table;
CREATE FOREIGN TABLE public.heir (
    more text
)
INHERITS (public.base)
SERVER s OPTIONS (a 'b');
CREATE FOREIGN TABLE public.part PARTITION OF public.parent for values in ('a')
SERVER s;
CREATE STATISTICS public.together ON id, title FROM public.films;
CREATE TRIGGER before BEFORE INSERT ON public.films
    FOR EACH ROW EXECUTE FUNCTION public.f();
ALTER TABLE public.films DISABLE TRIGGER before;
COMMIT;
