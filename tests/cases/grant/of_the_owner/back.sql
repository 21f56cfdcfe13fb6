BEGIN;
GRANT CREATE ON SCHEMA app TO case_grant_owner_a;
REVOKE USAGE ON TYPE public.status FROM case_grant_owner_a;
REVOKE SELECT ON SEQUENCE public.ids FROM case_grant_owner_a;
-- wider access: role case_grant_owner_a gets insert, update, delete, truncate, references, trigger, maintain on table public.everything
GRANT INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON TABLE public.everything TO case_grant_owner_a;
ALTER TABLE public.handed OWNER TO case_grant_owner_a;
-- wider access: role case_grant_owner_b gets select on table public.handed
GRANT SELECT ON TABLE public.handed TO case_grant_owner_b;
ALTER TABLE public.handed_reduced OWNER TO case_grant_owner_a;
REVOKE SELECT ON TABLE public.handed_reduced FROM case_grant_owner_a;
-- wider access: role case_grant_owner_a gets update on table public.handed_reduced
GRANT UPDATE ON TABLE public.handed_reduced TO case_grant_owner_a;
-- wider access: role case_grant_owner_b gets select on table public.handed_reduced
GRANT SELECT ON TABLE public.handed_reduced TO case_grant_owner_b;
-- wider access: role case_grant_owner_a gets insert, select, update, delete, truncate, references, trigger, maintain on table public.nothing
GRANT INSERT, SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON TABLE public.nothing TO case_grant_owner_a;
REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON TABLE public.t FROM case_grant_owner_a;
SET search_path = public;
GRANT EXECUTE ON FUNCTION public.f() TO case_grant_owner_a;
GRANT SELECT ON TABLE public.v TO case_grant_owner_b WITH GRANT OPTION;
COMMIT;
