BEGIN;
SET search_path = public;
DROP VIEW public.v;
DROP MATERIALIZED VIEW public.m;
CREATE MATERIALIZED VIEW public.m AS
select id, name from t;
COMMENT ON MATERIALIZED VIEW public.m IS 'Computed';
CREATE VIEW public.v AS
select id from m;
CREATE INDEX m_id_idx ON public.m (id);
COMMIT;
