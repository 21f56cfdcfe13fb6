BEGIN;
SET search_path = public;
CREATE OR REPLACE VIEW public.a AS
select id from t where id > 3;
CREATE OR REPLACE VIEW public.b WITH (security_barrier = true) AS
select id from t where id > 2;
COMMIT;
