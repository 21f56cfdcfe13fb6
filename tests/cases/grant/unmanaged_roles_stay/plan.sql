BEGIN;
SET search_path = public;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN id TYPE bigint USING id::bigint;
CREATE VIEW public.v AS
select id from t;
COMMIT;
