BEGIN;
SET search_path = public;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN id TYPE integer USING id::integer;
CREATE VIEW public.v AS
select id from t;
COMMIT;
