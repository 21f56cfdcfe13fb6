SET search_path = public;
CREATE INDEX CONCURRENTLY t_gist_idx ON public.t USING gist (name gist_trgm_ops(siglen=32));

CREATE INDEX CONCURRENTLY t_name_idx ON public.t USING gin (name gin_trgm_ops, n);
