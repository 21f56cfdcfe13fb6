BEGIN;
ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- wider access: role case_views_app gets select on table public.documents
GRANT SELECT ON TABLE public.documents TO case_views_app;
SET search_path = public;
ALTER VIEW public.recent SET (security_invoker = true);
-- wider access: role case_views_app gets select on view public.recent
GRANT SELECT ON TABLE public.recent TO case_views_app;
-- wider access: role case_views_app gets select on view public.totals
GRANT SELECT ON TABLE public.totals TO case_views_app;
-- wider access: role case_views_app can now read rows of public.documents and public.recent (policy tenant)
CREATE POLICY tenant ON public.documents TO case_views_app USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
COMMIT;

-- wider access: role case_views_app can now read rows of public.documents and public.recent (policy tenant)
CREATE INDEX CONCURRENTLY documents_tenant_id_idx ON public.documents (tenant_id);
