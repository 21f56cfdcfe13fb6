BEGIN;
GRANT USAGE ON SCHEMA app TO case_grant_everything WITH GRANT OPTION;
GRANT USAGE, CREATE ON SCHEMA public TO case_grant_everything;
REVOKE USAGE ON TYPE public.status FROM PUBLIC;
GRANT USAGE ON TYPE public.status TO case_grant_everything;
GRANT USAGE ON TYPE public.pair TO case_grant_everything WITH GRANT OPTION;
REVOKE USAGE ON DOMAIN public.code FROM PUBLIC;
GRANT USAGE ON DOMAIN public.code TO case_grant_everything;
GRANT USAGE, SELECT, UPDATE ON SEQUENCE public.ids TO case_grant_everything;
-- wider access: role case_grant_everything gets insert, select, update, delete, truncate, references, trigger, maintain on table public.t
GRANT INSERT, SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON TABLE public.t TO case_grant_everything;
SET search_path = public;
REVOKE EXECUTE ON FUNCTION public.f(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.f(integer) TO case_grant_everything;
REVOKE EXECUTE ON PROCEDURE public.p() FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE public.p() TO case_grant_everything WITH GRANT OPTION;
-- wider access: role case_grant_everything gets select on view public.v
GRANT SELECT ON TABLE public.v TO case_grant_everything;
-- wider access: everyone gets select on column public.v.id
GRANT SELECT (id) ON TABLE public.v TO PUBLIC;
-- wider access: role case_grant_everything gets select on materialized view public.m
GRANT SELECT ON TABLE public.m TO case_grant_everything;
COMMIT;
