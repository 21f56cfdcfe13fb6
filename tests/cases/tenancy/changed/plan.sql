BEGIN;
DROP POLICY tenant ON public.documents;
SET search_path = public;
CREATE OR REPLACE FUNCTION public.clear_tenant()
RETURNS void
LANGUAGE sql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$select set_config('shop.tenant_id', '', true)$$;
COMMENT ON FUNCTION public.clear_tenant() IS 'Forgets the tenant of tenant in the running transaction';
CREATE OR REPLACE FUNCTION public.set_tenant(p_id bigint)
RETURNS void
LANGUAGE sql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$select set_config('shop.tenant_id', coalesce(p_id::text, ''), true)$$;
CREATE POLICY tenant_insert ON public.documents FOR INSERT WITH CHECK (tenant_id = (select nullif(current_setting('shop.tenant_id', true), '')::bigint));
CREATE POLICY tenant_read ON public.documents FOR SELECT USING (tenant_id = (select nullif(current_setting('shop.tenant_id', true), '')::bigint));
CREATE POLICY tenant_update ON public.documents FOR UPDATE USING (tenant_id = (select nullif(current_setting('shop.tenant_id', true), '')::bigint) and (not locked)) WITH CHECK (tenant_id = (select nullif(current_setting('shop.tenant_id', true), '')::bigint));
ALTER TABLE public.documents NO FORCE ROW LEVEL SECURITY;
COMMIT;
