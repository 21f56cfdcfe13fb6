BEGIN;
ALTER SCHEMA app OWNER TO case_grant_owner_named_a;
GRANT CREATE ON SCHEMA app TO case_grant_owner_named_a;
ALTER TABLE public.t OWNER TO case_grant_owner_named_a;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON TABLE public.t FROM case_grant_owner_named_a;
-- wider access: role case_grant_owner_named_b gets select on table public.t
GRANT SELECT ON TABLE public.t TO case_grant_owner_named_b;
COMMIT;
