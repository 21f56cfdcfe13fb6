BEGIN;
ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON TABLE public.documents TO case_views_app;
SET search_path = public;
ALTER VIEW public.recent SET (security_invoker = true);
GRANT SELECT ON TABLE public.recent TO case_views_app;
GRANT SELECT ON TABLE public.totals TO case_views_app;
CREATE POLICY tenant ON public.documents TO case_views_app USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
COMMIT;

CREATE INDEX CONCURRENTLY documents_tenant_id_idx ON public.documents (tenant_id);
