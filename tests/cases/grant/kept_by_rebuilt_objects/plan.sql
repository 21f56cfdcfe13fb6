BEGIN;
SET search_path = public;
DROP VIEW public.v;
DROP FUNCTION public.f(integer);
ALTER TABLE public.t ALTER COLUMN id TYPE bigint USING id::bigint;
CREATE OR REPLACE FUNCTION public.f(a integer)
RETURNS bigint
LANGUAGE sql
AS $$select 1::bigint$$;
REVOKE EXECUTE ON FUNCTION public.f(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.f(integer) TO case_grant_kept;
CREATE VIEW public.v AS
select id, f(id::integer) as n from t;
GRANT SELECT ON TABLE public.v TO case_grant_kept;
GRANT INSERT ON TABLE public.v TO case_grant_kept WITH GRANT OPTION;
COMMENT ON COLUMN public.v.id IS 'Number';
GRANT SELECT (id) ON TABLE public.v TO PUBLIC;
COMMIT;
