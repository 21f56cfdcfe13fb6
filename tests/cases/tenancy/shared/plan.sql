BEGIN;
ALTER TABLE public.steps ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- wider access: role case_shared_app gets insert, select, update, delete on table public.steps
GRANT INSERT, SELECT, UPDATE, DELETE ON TABLE public.steps TO case_shared_app;
COMMIT;

-- wider access: role case_shared_app can now delete rows of public.steps and public.templates (policy tenant_delete)
CREATE INDEX CONCURRENTLY steps_template_id_idx ON public.steps (template_id);

BEGIN;
ALTER TABLE public.templates ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- wider access: role case_shared_app gets insert, select, update, delete on table public.templates
GRANT INSERT, SELECT, UPDATE, DELETE ON TABLE public.templates TO case_shared_app;
SET search_path = public;
-- wider access: role case_shared_app can now delete rows of public.steps and public.templates (policy tenant_delete)
CREATE POLICY tenant_delete ON public.steps FOR DELETE TO case_shared_app USING (exists (select from public.templates parent where parent.id = steps.template_id and parent.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer)));
-- wider access: role case_shared_app can now delete rows of public.steps and public.templates (policy tenant_delete)
CREATE POLICY tenant_insert ON public.steps FOR INSERT TO case_shared_app WITH CHECK (exists (select from public.templates parent where parent.id = steps.template_id and parent.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer)));
-- wider access: role case_shared_app can now delete rows of public.steps and public.templates (policy tenant_delete)
CREATE POLICY tenant_read ON public.steps FOR SELECT TO case_shared_app USING (exists (select from public.templates parent where parent.id = steps.template_id and (parent.tenant_id is null or parent.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer))));
-- wider access: role case_shared_app can now delete rows of public.steps and public.templates (policy tenant_delete)
CREATE POLICY tenant_update ON public.steps FOR UPDATE TO case_shared_app USING (exists (select from public.templates parent where parent.id = steps.template_id and parent.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer))) WITH CHECK (exists (select from public.templates parent where parent.id = steps.template_id and parent.tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer)));
-- wider access: role case_shared_app can now delete rows of public.steps and public.templates (policy tenant_delete)
CREATE POLICY tenant_delete ON public.templates FOR DELETE TO case_shared_app USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer));
-- wider access: role case_shared_app can now delete rows of public.steps and public.templates (policy tenant_delete)
CREATE POLICY tenant_insert ON public.templates FOR INSERT TO case_shared_app WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer));
-- wider access: role case_shared_app can now delete rows of public.steps and public.templates (policy tenant_delete)
CREATE POLICY tenant_read ON public.templates FOR SELECT TO case_shared_app USING (tenant_id is null or tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer));
-- wider access: role case_shared_app can now delete rows of public.steps and public.templates (policy tenant_delete)
CREATE POLICY tenant_update ON public.templates FOR UPDATE TO case_shared_app USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer) and (not locked)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::integer));
COMMIT;

-- wider access: role case_shared_app can now delete rows of public.steps and public.templates (policy tenant_delete)
CREATE INDEX CONCURRENTLY templates_tenant_id_idx ON public.templates (tenant_id);
