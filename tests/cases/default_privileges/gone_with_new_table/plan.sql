BEGIN;
CREATE TABLE public.bare (
    id integer
);
REVOKE SELECT ON TABLE public.bare FROM case_dp_gone;
CREATE TABLE public.granted (
    id integer
);
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public REVOKE SELECT ON TABLES FROM case_dp_gone;
COMMIT;
