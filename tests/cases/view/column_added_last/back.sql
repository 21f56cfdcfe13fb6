BEGIN;
SET search_path = public;
DROP VIEW public.w;
DROP VIEW public.v;
CREATE VIEW public.v AS
select id from t;
COMMENT ON VIEW public.v IS 'Stays';
CREATE VIEW public.w AS
select id from v;
COMMIT;
