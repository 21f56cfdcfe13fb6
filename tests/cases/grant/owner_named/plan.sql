BEGIN;
ALTER SCHEMA app OWNER TO case_grant_owner_named_b;
REVOKE CREATE ON SCHEMA app FROM case_grant_owner_named_b;
ALTER TABLE public.t OWNER TO case_grant_owner_named_b;
GRANT INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON TABLE public.t TO case_grant_owner_named_b;
GRANT INSERT ON TABLE public.t TO case_grant_owner_named_a;
COMMIT;
