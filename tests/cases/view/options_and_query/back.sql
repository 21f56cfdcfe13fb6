BEGIN;
SET search_path = public;
CREATE OR REPLACE VIEW public.a WITH (security_invoker = true) AS
select id from t;
CREATE OR REPLACE VIEW public.b WITH (check_option = local) AS
select id from t where id > 1;
COMMIT;
