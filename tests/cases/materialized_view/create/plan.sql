BEGIN;
CREATE TABLE public.t (
    id integer NOT NULL,
    name text,
    CONSTRAINT t_pkey PRIMARY KEY (id)
);
SET search_path = public;
CREATE MATERIALIZED VIEW public.empty AS
select id from t
WITH NO DATA;
CREATE MATERIALIZED VIEW public.m WITH (fillfactor = 70) AS
select id, name from t;
COMMENT ON MATERIALIZED VIEW public.m IS 'Computed';
CREATE MATERIALIZED VIEW public.over AS
select id from m;
CREATE UNIQUE INDEX m_id_key ON public.m (id);
CREATE INDEX m_name_idx ON public.m (lower(name));
COMMIT;
