BEGIN;
SET search_path = public;
CREATE OR REPLACE VIEW public.v WITH (security_invoker = true, security_barrier = true) AS
select id, name from t;
COMMIT;
