BEGIN;
SET search_path = public;
DROP VIEW public.v;
CREATE VIEW public.v WITH (security_invoker = true, security_barrier = true) AS
select id from t;
COMMIT;
