BEGIN;
SET search_path = public;
CREATE OR REPLACE PROCEDURE public.p(a integer, inout b text default 'y')
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path TO 'public'
AS $$begin b := (a + 1)::text; end$$;
COMMENT ON PROCEDURE public.p(integer, text) IS 'Runs on';
CREATE OR REPLACE PROCEDURE public.q()
LANGUAGE sql
begin atomic insert into t values (2); end;
COMMIT;
