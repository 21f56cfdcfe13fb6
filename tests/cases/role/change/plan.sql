BEGIN;
-- wider access: role case_role_change gets past more checks
ALTER ROLE case_role_change BYPASSRLS NOCREATEDB CREATEROLE NOINHERIT NOLOGIN REPLICATION CONNECTION LIMIT 7 VALID UNTIL 'infinity';
REVOKE case_role_change_g1 FROM case_role_change;
REVOKE ADMIN OPTION FOR case_role_change_g2 FROM case_role_change;
-- wider access: role case_role_change can do what role case_role_change_g3 can
GRANT case_role_change_g3 TO case_role_change WITH ADMIN OPTION;
GRANT case_role_change_g2 TO case_role_change WITH INHERIT FALSE;
ALTER ROLE case_role_change RESET search_path;
ALTER ROLE case_role_change SET lock_timeout TO '1s';
ALTER ROLE case_role_change SET work_mem TO '16MB';
COMMENT ON ROLE case_role_change IS 'Two';
COMMIT;
