BEGIN;
SET search_path = public;
CREATE OR REPLACE VIEW public.v AS
select id from t where id > 2 order by id;
COMMIT;
