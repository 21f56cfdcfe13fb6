BEGIN;
SET search_path = public;
DROP POLICY tenant ON public.documents;
ALTER TABLE public.logs ALTER COLUMN tenant_id SET NOT NULL;
CREATE OR REPLACE FUNCTION public.current_tenant()
RETURNS bigint
LANGUAGE sql
STABLE
PARALLEL SAFE
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$select nullif(current_setting('app.tenant_id', true), '')::bigint$$;
COMMENT ON FUNCTION public.current_tenant() IS 'The tenant of tenant for which statements run; null where none is set';
CREATE POLICY tenant ON public.documents USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
CREATE POLICY tenant ON public.logs USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
COMMIT;

CREATE INDEX CONCURRENTLY logs_tenant_id_idx ON public.logs (tenant_id);

BEGIN;
ALTER TABLE public.logs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
COMMIT;
