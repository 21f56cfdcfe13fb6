BEGIN;
SET search_path = public;
DROP MATERIALIZED VIEW public.m;
DROP VIEW public.w;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN id TYPE integer USING id::integer;
ALTER TABLE public.t ALTER COLUMN name TYPE character varying(10);
CREATE VIEW public.v AS
select id, name from t;
COMMENT ON VIEW public.v IS 'All of them';
CREATE VIEW public.w AS
select name from v where id > 0;
CREATE MATERIALIZED VIEW public.m AS
select id, name from w join t using (name);
COMMENT ON MATERIALIZED VIEW public.m IS 'Materialized';
CREATE UNIQUE INDEX m_id_idx ON public.m (id);
COMMIT;
