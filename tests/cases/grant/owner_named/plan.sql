BEGIN;
ALTER SCHEMA app OWNER TO case_grant_owner_named_b;
REVOKE CREATE ON SCHEMA app FROM case_grant_owner_named_b;
ALTER TABLE public.t OWNER TO case_grant_owner_named_b;
-- wider access: role case_grant_owner_named_b gets insert, update, delete, truncate, references, trigger, maintain on table public.t
GRANT INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON TABLE public.t TO case_grant_owner_named_b;
-- wider access: role case_grant_owner_named_a gets insert on table public.t
GRANT INSERT ON TABLE public.t TO case_grant_owner_named_a;
COMMIT;
