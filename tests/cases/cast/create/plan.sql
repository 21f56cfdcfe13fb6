BEGIN;
CREATE TYPE public.euro AS (
    cents bigint
);
CREATE DOMAIN public.code AS text;
CREATE CAST (public.euro as text) WITH INOUT AS ASSIGNMENT;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.from_numeric(n numeric, m integer, explicit boolean)
RETURNS public.euro
LANGUAGE sql
IMMUTABLE
AS $$select row(n * 100)::euro$$;
CREATE OR REPLACE FUNCTION public.to_numeric(e public.euro)
RETURNS numeric
LANGUAGE sql
IMMUTABLE
AS $$select e.cents / 100.0$$;
CREATE CAST (numeric as public.euro) WITH FUNCTION public.from_numeric(numeric, integer, boolean) AS IMPLICIT;
COMMENT ON CAST (numeric as public.euro) IS 'Exact';
CREATE CAST (public.euro as numeric) WITH FUNCTION public.to_numeric(public.euro);
CREATE TABLE public.t (
    price public.euro DEFAULT 12.5,
    n numeric GENERATED ALWAYS AS (price::numeric) STORED,
    CONSTRAINT positive CHECK (price::numeric > 0)
);
CREATE VIEW public.v AS
select cast(price as numeric) as p from t;
COMMIT;
