BEGIN;
DROP POLICY tenant_update ON public.documents;
DROP POLICY tenant_read ON public.documents;
DROP POLICY tenant_insert ON public.documents;
DROP FUNCTION public.clear_tenant();
SET search_path = public;
CREATE OR REPLACE FUNCTION public.set_tenant(p_id bigint)
RETURNS void
LANGUAGE sql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$select set_config('app.tenant_id', coalesce(p_id::text, ''), true)$$;
CREATE POLICY tenant ON public.documents USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
ALTER TABLE public.documents FORCE ROW LEVEL SECURITY;
COMMIT;
