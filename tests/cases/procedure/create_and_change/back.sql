BEGIN;
SET search_path = public;
CREATE OR REPLACE PROCEDURE public.p(a integer, inout b text default 'x')
LANGUAGE plpgsql
AS $$begin b := a::text; end$$;
COMMENT ON PROCEDURE public.p(integer, text) IS 'Runs';
CREATE OR REPLACE PROCEDURE public.q()
LANGUAGE sql
begin atomic insert into t values (1); end;
COMMIT;
