BEGIN;
SET search_path = public;
DROP PROCEDURE public.p(integer);
CREATE OR REPLACE PROCEDURE public.p(a integer)
LANGUAGE sql
AS $$select 1$$;
COMMIT;
