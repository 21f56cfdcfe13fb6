BEGIN;
SET search_path = public;
DROP MATERIALIZED VIEW public.m;
DROP VIEW public.w;
DROP VIEW public.v;
CREATE VIEW public.v AS
select id, name from t;
CREATE VIEW public.w AS
select id from v;
CREATE MATERIALIZED VIEW public.m AS
select id from w;
CREATE INDEX m_id_idx ON public.m (id);
COMMIT;
