BEGIN;
SET search_path = public;
-- wider access: everyone can now call function public.workspace_tenants(text[]), which uses public.user_tenants as its owner
CREATE OR REPLACE FUNCTION public.workspace_tenants(p_roles text[] default null)
RETURNS setof uuid
LANGUAGE sql
STABLE
PARALLEL SAFE
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$select m.tenant_id from public.user_tenants m where m.user_id = nullif(current_setting('app.current_user_id', true), '')::uuid and ($1 is null or m.role::text = any ($1)) and (is_active)$$;
COMMENT ON FUNCTION public.workspace_tenants(text[]) IS 'Tenants of workspace that the user sees';
CREATE POLICY workspace_delete ON public.documents FOR DELETE USING (tenant_id = any (array(select public.workspace_tenants(array['owner']::text[]))));
CREATE POLICY workspace_insert ON public.documents FOR INSERT WITH CHECK (tenant_id = any (array(select public.workspace_tenants())));
CREATE POLICY workspace_read ON public.documents FOR SELECT USING (tenant_id = any (array(select public.workspace_tenants())));
CREATE POLICY workspace_update ON public.documents FOR UPDATE USING (tenant_id = any (array(select public.workspace_tenants()))) WITH CHECK (tenant_id = any (array(select public.workspace_tenants())));
CREATE POLICY workspace_delete ON public.tenants FOR DELETE USING (id = any (array(select public.workspace_tenants(array['owner']::text[]))));
CREATE POLICY workspace_insert ON public.tenants FOR INSERT WITH CHECK (id = any (array(select public.workspace_tenants())));
CREATE POLICY workspace_read ON public.tenants FOR SELECT USING (id = any (array(select public.workspace_tenants())));
CREATE POLICY workspace_update ON public.tenants FOR UPDATE USING (id = any (array(select public.workspace_tenants()))) WITH CHECK (id = any (array(select public.workspace_tenants())));
CREATE POLICY workspace_members ON public.user_tenants FOR SELECT USING (tenant_id = any (array(select public.workspace_tenants())));
COMMIT;

CREATE INDEX CONCURRENTLY documents_tenant_id_idx ON public.documents (tenant_id);

BEGIN;
ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE public.user_tenants ENABLE ROW LEVEL SECURITY;
COMMIT;
