BEGIN;
REVOKE DELETE ON TABLE public.t FROM case_grant_table_a;
REVOKE GRANT OPTION FOR SELECT ON TABLE public.t FROM case_grant_table_a;
-- wider access: role case_grant_table_a gets insert on table public.t
GRANT INSERT ON TABLE public.t TO case_grant_table_a;
-- wider access: role case_grant_table_b gets insert, select, update, delete, maintain on table public.t
GRANT INSERT, SELECT, UPDATE, DELETE, MAINTAIN ON TABLE public.t TO case_grant_table_b;
REVOKE SELECT ON TABLE public.t FROM PUBLIC;
REVOKE UPDATE (id) ON TABLE public.t FROM case_grant_table_a;
REVOKE SELECT (name) ON TABLE public.t FROM case_grant_table_a;
COMMIT;
