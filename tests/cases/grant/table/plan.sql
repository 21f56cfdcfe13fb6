BEGIN;
REVOKE INSERT ON TABLE public.t FROM case_grant_table_a;
-- wider access: role case_grant_table_a gets delete on table public.t
GRANT DELETE ON TABLE public.t TO case_grant_table_a;
-- wider access: role case_grant_table_a gets select on table public.t
GRANT SELECT ON TABLE public.t TO case_grant_table_a WITH GRANT OPTION;
REVOKE INSERT, SELECT, UPDATE, DELETE, MAINTAIN ON TABLE public.t FROM case_grant_table_b;
-- wider access: everyone gets select on table public.t
GRANT SELECT ON TABLE public.t TO PUBLIC;
-- wider access: role case_grant_table_a gets update on column public.t.id
GRANT UPDATE (id) ON TABLE public.t TO case_grant_table_a;
GRANT SELECT (name) ON TABLE public.t TO case_grant_table_a;
COMMIT;
