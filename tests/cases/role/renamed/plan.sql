BEGIN;
ALTER ROLE case_role_old RENAME TO case_role_new;
COMMIT;
