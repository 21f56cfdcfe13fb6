BEGIN;
SET search_path = public;
DROP MATERIALIZED VIEW public.m;
DROP VIEW public.w;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN id TYPE integer USING id::integer;
ALTER TABLE public.t ALTER COLUMN name TYPE character varying(10);
CREATE VIEW public.v AS
 SELECT id,
    name
   FROM public.t;
COMMENT ON VIEW public.v IS 'All of them';
CREATE VIEW public.w AS
 SELECT name
   FROM public.v
  WHERE (id > 0);
CREATE MATERIALIZED VIEW public.m AS
 SELECT t.id,
    w.name
   FROM (public.w
     JOIN public.t USING (name));
COMMENT ON MATERIALIZED VIEW public.m IS 'Materialized';
CREATE UNIQUE INDEX m_id_idx ON public.m (id);
COMMIT;
