BEGIN;
-- wider access: role case_composite_keys_app can now read, update and delete rows of public.documents and public.folders and insert rows into them (policy tenant)
ALTER TABLE public.documents DROP CONSTRAINT documents_folder_id_fkey;
ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- wider access: role case_composite_keys_app gets insert, select, update, delete on table public.documents
GRANT INSERT, SELECT, UPDATE, DELETE ON TABLE public.documents TO case_composite_keys_app;
SET search_path = public;
-- wider access: role case_composite_keys_app can now read, update and delete rows of public.documents and public.folders and insert rows into them (policy tenant)
CREATE POLICY tenant ON public.documents TO case_composite_keys_app USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
COMMIT;

-- wider access: role case_composite_keys_app can now read, update and delete rows of public.documents and public.folders and insert rows into them (policy tenant)
CREATE INDEX CONCURRENTLY documents_tenant_id_idx ON public.documents (tenant_id);

BEGIN;
ALTER TABLE public.folders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- wider access: role case_composite_keys_app gets insert, select, update, delete on table public.folders
GRANT INSERT, SELECT, UPDATE, DELETE ON TABLE public.folders TO case_composite_keys_app;
-- wider access: role case_composite_keys_app can now read, update and delete rows of public.documents and public.folders and insert rows into them (policy tenant)
CREATE POLICY tenant ON public.folders TO case_composite_keys_app USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
COMMIT;

-- wider access: role case_composite_keys_app can now read, update and delete rows of public.documents and public.folders and insert rows into them (policy tenant)
CREATE UNIQUE INDEX CONCURRENTLY folders_tenant_id_id_key ON public.folders (tenant_id, id);

BEGIN;
-- wider access: role case_composite_keys_app can now read, update and delete rows of public.documents and public.folders and insert rows into them (policy tenant)
ALTER TABLE public.folders ADD CONSTRAINT folders_tenant_id_id_key UNIQUE USING INDEX folders_tenant_id_id_key;
-- wider access: role case_composite_keys_app can now read, update and delete rows of public.documents and public.folders and insert rows into them (policy tenant)
ALTER TABLE public.documents ADD CONSTRAINT documents_tenant_id_folder_id_fkey FOREIGN KEY (tenant_id, folder_id) REFERENCES public.folders (tenant_id, id) ON DELETE SET NULL (folder_id);
COMMIT;
