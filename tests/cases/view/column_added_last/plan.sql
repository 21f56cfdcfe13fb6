BEGIN;
SET search_path = public;
CREATE OR REPLACE VIEW public.v AS
select id, name from t;
COMMIT;
