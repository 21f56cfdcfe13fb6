BEGIN;
CREATE TYPE public.closed_type AS ENUM ('a');
REVOKE USAGE ON TYPE public.closed_type FROM PUBLIC;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.closed()
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
REVOKE EXECUTE ON FUNCTION public.closed() FROM PUBLIC;
CREATE OR REPLACE FUNCTION public.open()
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
COMMIT;
