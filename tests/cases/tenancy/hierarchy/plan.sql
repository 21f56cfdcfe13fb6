BEGIN;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.team_tenants()
RETURNS setof bigint
LANGUAGE sql
STABLE
PARALLEL SAFE
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$with mine(id) as (
    select m.team_id from public.members m where m.user_id = nullif(current_setting('app.user_id', true), '')
    union
    select h.team_id from public.team_pairs h where h.above_id in (select m.team_id from public.members m where m.user_id = nullif(current_setting('app.user_id', true), ''))
)
select id from mine$$;
COMMENT ON FUNCTION public.team_tenants() IS 'Tenants of team that the user sees';
REVOKE EXECUTE ON FUNCTION public.team_tenants() FROM PUBLIC;
-- wider access: role case_hierarchy_app gets execute on function public.team_tenants()
GRANT EXECUTE ON FUNCTION public.team_tenants() TO case_hierarchy_app;
CREATE POLICY team_members ON public.members FOR SELECT TO case_hierarchy_app USING (user_id = (select nullif(current_setting('app.user_id', true), '')));
ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- wider access: role case_hierarchy_app gets insert, select, update on table public.documents
GRANT INSERT, SELECT, UPDATE ON TABLE public.documents TO case_hierarchy_app;
COMMIT;

-- wider access: role case_hierarchy_app can now read and update rows of public.documents and public.units and insert rows into them (policy unit)
CREATE INDEX CONCURRENTLY documents_unit_id_idx ON public.documents (unit_id);

BEGIN;
ALTER TABLE public.members ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- wider access: role case_hierarchy_app gets select on table public.notes
GRANT SELECT ON TABLE public.notes TO case_hierarchy_app;
-- wider access: role case_hierarchy_app can now read rows of public.notes (policy team)
CREATE POLICY team ON public.notes TO case_hierarchy_app USING (team_id = any (array(select public.team_tenants()))) WITH CHECK (team_id = any (array(select public.team_tenants())));
COMMIT;

-- wider access: role case_hierarchy_app can now read rows of public.notes (policy team)
CREATE INDEX CONCURRENTLY notes_team_id_idx ON public.notes (team_id);

BEGIN;
ALTER TABLE public.units ENABLE ROW LEVEL SECURITY;
-- wider access: role case_hierarchy_app gets insert, select, update on table public.units
GRANT INSERT, SELECT, UPDATE ON TABLE public.units TO case_hierarchy_app;
CREATE OR REPLACE FUNCTION public.unit_tenants()
RETURNS setof bigint
LANGUAGE sql
STABLE
PARALLEL SAFE
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$with recursive chosen(id) as (
    select nullif(current_setting('app.unit_id', true), '')::bigint
    union
    select h.id from public.units h join chosen on h.parent_id = chosen.id
)
select id from chosen$$;
COMMENT ON FUNCTION public.unit_tenants() IS 'Tenants of unit that the user sees';
REVOKE EXECUTE ON FUNCTION public.unit_tenants() FROM PUBLIC;
-- wider access: role case_hierarchy_app gets execute on function public.unit_tenants()
GRANT EXECUTE ON FUNCTION public.unit_tenants() TO case_hierarchy_app;
-- wider access: role case_hierarchy_app can now read and update rows of public.documents and public.units and insert rows into them (policy unit)
CREATE POLICY unit ON public.documents TO case_hierarchy_app USING (unit_id = any (array(select public.unit_tenants()))) WITH CHECK (unit_id = any (array(select public.unit_tenants())));
-- wider access: role case_hierarchy_app can now read and update rows of public.documents and public.units and insert rows into them (policy unit)
CREATE POLICY unit ON public.units TO case_hierarchy_app USING (id = any (array(select public.unit_tenants()))) WITH CHECK (id = any (array(select public.unit_tenants())));
COMMIT;
