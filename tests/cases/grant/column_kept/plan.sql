BEGIN;
REVOKE UPDATE ON TABLE public.t FROM case_grant_column_kept;
REVOKE GRANT OPTION FOR SELECT ON TABLE public.t FROM case_grant_column_kept;
GRANT UPDATE (name) ON TABLE public.t TO case_grant_column_kept;
GRANT SELECT (name) ON TABLE public.t TO case_grant_column_kept WITH GRANT OPTION;
COMMIT;
