SET search_path = public;
CREATE INDEX CONCURRENTLY t_brin_idx ON public.t USING brin (a int4_minmax_multi_ops(values_per_range=16)) WITH (pages_per_range = 32);

CREATE INDEX CONCURRENTLY t_collate_idx ON public.t (b collate "C");

CREATE INDEX CONCURRENTLY t_expression_idx ON public.t (lower(b), (a + 1));

CREATE INDEX CONCURRENTLY t_gin_idx ON public.t USING gin (c);

CREATE INDEX CONCURRENTLY t_gin_path_idx ON public.t USING gin (e jsonb_path_ops) WITH (fastupdate = off);

CREATE INDEX CONCURRENTLY t_gist_idx ON public.t USING gist (d, f);

CREATE INDEX CONCURRENTLY t_hash_idx ON public.t USING hash (a);

CREATE INDEX CONCURRENTLY t_include_idx ON public.t (a) INCLUDE (b);

CREATE UNIQUE INDEX CONCURRENTLY t_nulls_idx ON public.t (a) NULLS NOT DISTINCT;

CREATE INDEX CONCURRENTLY t_opclass_idx ON public.t (b text_pattern_ops);

CREATE INDEX CONCURRENTLY t_partial_idx ON public.t (a) WHERE b is not null;

CREATE INDEX CONCURRENTLY t_plain_idx ON public.t (a);

CREATE INDEX CONCURRENTLY t_several_idx ON public.t (a desc nulls last, b nulls first);

CREATE INDEX CONCURRENTLY t_spgist_idx ON public.t USING spgist (f quad_point_ops);

CREATE UNIQUE INDEX CONCURRENTLY t_unique_idx ON public.t (a, b);

CREATE INDEX CONCURRENTLY t_with_idx ON public.t (a) WITH (fillfactor = 70);
