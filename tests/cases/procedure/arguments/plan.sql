BEGIN;
SET search_path = public;
DROP PROCEDURE public.p(integer);
CREATE OR REPLACE PROCEDURE public.p(b integer)
LANGUAGE sql
AS $$select 1$$;
COMMIT;
