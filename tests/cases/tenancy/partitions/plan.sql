BEGIN;
SET search_path = public;
CREATE POLICY tenant ON public.events_1 TO case_partitions_app USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
CREATE POLICY tenant ON public.events_2 TO case_partitions_app USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
ALTER TABLE public.events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- wider access: role case_partitions_app gets select on table public.events
GRANT SELECT ON TABLE public.events TO case_partitions_app;
-- wider access: role case_partitions_app can now read rows of public.events (policy tenant)
ALTER TABLE public.events ALTER COLUMN tenant_id SET NOT NULL;
-- wider access: role case_partitions_app can now read rows of public.events (policy tenant)
CREATE INDEX events_tenant_id_idx ON ONLY public.events (tenant_id);
-- wider access: role case_partitions_app can now read rows of public.events (policy tenant)
CREATE POLICY tenant ON public.events TO case_partitions_app USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
COMMIT;

-- wider access: role case_partitions_app can now read rows of public.events (policy tenant)
CREATE INDEX CONCURRENTLY events_1_tenant_id_idx ON public.events_1 (tenant_id);

BEGIN;
ALTER INDEX public.events_tenant_id_idx ATTACH PARTITION public.events_1_tenant_id_idx;
COMMIT;

-- wider access: role case_partitions_app can now read rows of public.events (policy tenant)
CREATE INDEX CONCURRENTLY events_2_tenant_id_idx ON public.events_2 (tenant_id);

BEGIN;
ALTER INDEX public.events_tenant_id_idx ATTACH PARTITION public.events_2_tenant_id_idx;
ALTER TABLE public.events_1 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE public.events_2 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
COMMIT;
