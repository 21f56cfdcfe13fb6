BEGIN;
-- wider access: role case_role_app may now become case_role_group by SET ROLE
CREATE ROLE case_role_group;
COMMENT ON ROLE case_role_group IS 'A group';
CREATE ROLE case_role_app LOGIN CREATEDB CREATEROLE NOINHERIT CONNECTION LIMIT 5 VALID UNTIL '2040-01-01 00:00:00+00';
-- wider access: role case_role_app can do what role case_role_group can
GRANT case_role_group TO case_role_app WITH ADMIN OPTION;
ALTER ROLE case_role_app SET search_path TO 'app', 'public';
ALTER ROLE case_role_app SET statement_timeout TO '5s';
CREATE TABLE public.t (
    id integer
);
ALTER TABLE public.t OWNER TO case_role_app;
GRANT SELECT ON TABLE public.t TO case_role_group;
COMMIT;
