BEGIN;
CREATE TABLE public.granted (
    id integer
);
CREATE TABLE public.not_granted (
    id integer
);
REVOKE SELECT ON TABLE public.not_granted FROM case_dp_applier;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.closed()
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
CREATE OR REPLACE FUNCTION public.open()
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
GRANT EXECUTE ON FUNCTION public.open() TO PUBLIC;
COMMIT;
