BEGIN;
SET search_path = public;
CREATE POLICY region ON public.documents AS RESTRICTIVE USING (region = (select nullif(current_setting('app.region', true), ''))) WITH CHECK (region = (select nullif(current_setting('app.region', true), '')));
CREATE POLICY tenant_isolation ON public.documents USING (org_id = (select nullif(current_setting('app.org', true), ''))) WITH CHECK (org_id = (select nullif(current_setting('app.org', true), '')));
COMMIT;

CREATE INDEX CONCURRENTLY documents_org_id_idx ON public.documents (org_id);

BEGIN;
ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
COMMIT;
