BEGIN;
ALTER ROLE case_role_new RENAME TO case_role_old;
COMMIT;
