BEGIN;
REVOKE CREATE ON SCHEMA app FROM case_grant_owner_a;
GRANT USAGE ON TYPE public.status TO case_grant_owner_a;
GRANT SELECT ON SEQUENCE public.ids TO case_grant_owner_a;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON TABLE public.everything FROM case_grant_owner_a;
ALTER TABLE public.handed OWNER TO case_grant_owner_b;
-- wider access: role case_grant_owner_a gets select on table public.handed
GRANT SELECT ON TABLE public.handed TO case_grant_owner_a;
ALTER TABLE public.handed_reduced OWNER TO case_grant_owner_b;
REVOKE UPDATE ON TABLE public.handed_reduced FROM case_grant_owner_b;
REVOKE INSERT, SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON TABLE public.nothing FROM case_grant_owner_a;
-- wider access: role case_grant_owner_a gets update, delete, truncate, references, trigger, maintain on table public.t
GRANT UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON TABLE public.t TO case_grant_owner_a;
SET search_path = public;
REVOKE EXECUTE ON FUNCTION public.f() FROM case_grant_owner_a;
REVOKE GRANT OPTION FOR SELECT ON TABLE public.v FROM case_grant_owner_b;
COMMIT;
