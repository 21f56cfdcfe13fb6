BEGIN;
-- wider access: role case_grant_column_kept gets update on table public.t
GRANT UPDATE ON TABLE public.t TO case_grant_column_kept;
-- wider access: role case_grant_column_kept gets select on table public.t
GRANT SELECT ON TABLE public.t TO case_grant_column_kept WITH GRANT OPTION;
COMMIT;
