BEGIN;
GRANT UPDATE ON TABLE public.t TO case_grant_column_kept;
GRANT SELECT ON TABLE public.t TO case_grant_column_kept WITH GRANT OPTION;
COMMIT;
