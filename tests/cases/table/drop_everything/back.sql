BEGIN;
CREATE TYPE public.status AS ENUM ('a', 'b');
CREATE TYPE public.pair AS (
    x integer,
    s public.status
);
SET search_path = public;
CREATE DOMAIN public.code AS text
    CONSTRAINT code_check CHECK (value <> '');
CREATE SEQUENCE public.ids;
CREATE SEQUENCE public.two_id_seq AS integer;
CREATE TABLE public.two (
    id integer DEFAULT nextval('public.two_id_seq'::regclass) NOT NULL,
    one bigint
);
ALTER SEQUENCE public.two_id_seq OWNED BY public.two.id;
ALTER TABLE public.two ADD CONSTRAINT two_pkey PRIMARY KEY (id);
CREATE OR REPLACE FUNCTION public.is_even(n bigint)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
AS $$select n % 2 = 0$$;
CREATE OR REPLACE FUNCTION public.stamp()
RETURNS trigger
LANGUAGE plpgsql
AS $$begin return new; end$$;
CREATE OR REPLACE FUNCTION public.twice(n integer)
RETURNS integer
LANGUAGE sql
IMMUTABLE
return n * 2;
CREATE TABLE public.one (
    id bigint DEFAULT nextval('ids') NOT NULL,
    code public.code,
    status public.status,
    pair public.pair,
    two integer,
    twice integer GENERATED ALWAYS AS (twice(1)) STORED,
    CONSTRAINT even CHECK (is_even(id)),
    CONSTRAINT one_pkey PRIMARY KEY (id)
);
ALTER TABLE public.one ADD CONSTRAINT one_two_fkey FOREIGN KEY (two) REFERENCES public.two (id);
ALTER TABLE public.two ADD CONSTRAINT two_one_fkey FOREIGN KEY (one) REFERENCES public.one (id);
CREATE OR REPLACE FUNCTION public.ones()
RETURNS setof public.one
LANGUAGE sql
AS $$select * from public.one$$;
CREATE OR REPLACE PROCEDURE public.clean()
LANGUAGE sql
AS $$delete from two$$;
CREATE VIEW public.v AS
select id, status, twice(1) as t from one;
CREATE VIEW public.w AS
select t from v;
CREATE MATERIALIZED VIEW public.m AS
select w.t, f.id from w cross join ones() f;
CREATE INDEX one_twice_idx ON public.one (twice(id::integer));
CREATE INDEX m_idx ON public.m (id);
CREATE TRIGGER t BEFORE UPDATE ON public.one
    FOR EACH ROW EXECUTE FUNCTION public.stamp();
CREATE POLICY p ON public.one USING (is_even(id));
ALTER TABLE public.one ENABLE ROW LEVEL SECURITY;
COMMIT;
