BEGIN;
CREATE TYPE public.floatrange AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi);
COMMENT ON TYPE public.floatrange IS 'Of floats';
REVOKE USAGE ON TYPE public.floatrange FROM PUBLIC;
CREATE TYPE public.period AS RANGE (SUBTYPE = date, MULTIRANGE_TYPE_NAME = public.periods);
CREATE TYPE public.words AS RANGE (SUBTYPE = text);
SET search_path = public;
CREATE TABLE public.stay (
    id integer,
    during public.period DEFAULT period('2026-01-01', '2026-02-01') NOT NULL,
    all_of_them public.periods,
    weights public.floatmultirange DEFAULT '{}',
    many public.floatrange[],
    CONSTRAINT apart EXCLUDE USING gist (during WITH &&),
    CONSTRAINT filled CHECK (not isempty(during))
);
SET search_path = app, public;
CREATE OR REPLACE FUNCTION app.code_difference(a integer, b integer)
RETURNS double precision
LANGUAGE sql
IMMUTABLE
AS $$select (a - b)::float8$$;
CREATE TYPE app.codes AS RANGE (SUBTYPE = integer, SUBTYPE_DIFF = app.code_difference);
COMMIT;
