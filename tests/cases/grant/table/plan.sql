BEGIN;
REVOKE INSERT ON TABLE public.t FROM case_grant_table_a;
GRANT DELETE ON TABLE public.t TO case_grant_table_a;
GRANT SELECT ON TABLE public.t TO case_grant_table_a WITH GRANT OPTION;
REVOKE INSERT, SELECT, UPDATE, DELETE, MAINTAIN ON TABLE public.t FROM case_grant_table_b;
GRANT SELECT ON TABLE public.t TO PUBLIC;
GRANT UPDATE (id) ON TABLE public.t TO case_grant_table_a;
GRANT SELECT (name) ON TABLE public.t TO case_grant_table_a;
COMMIT;
