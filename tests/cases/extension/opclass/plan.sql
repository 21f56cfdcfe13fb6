BEGIN;
SET search_path = public;
CREATE INDEX t_gist_idx ON public.t USING gist (name gist_trgm_ops(siglen=32));
CREATE INDEX t_name_idx ON public.t USING gin (name gin_trgm_ops, n);
COMMIT;
