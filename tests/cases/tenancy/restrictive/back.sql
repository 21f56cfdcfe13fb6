BEGIN;
DROP POLICY tenant_isolation ON public.documents;
DROP POLICY region ON public.documents;
DROP INDEX public.documents_org_id_idx;
ALTER TABLE public.documents DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
COMMIT;
