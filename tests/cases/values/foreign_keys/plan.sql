CREATE INDEX CONCURRENTLY child_a_b_idx ON public.child (a, b);

CREATE INDEX CONCURRENTLY child_parent_id_idx ON public.child (parent_id);
