BEGIN;
DROP POLICY tenant ON public.documents;
DROP INDEX public.documents_tenant_id_idx;
SET search_path = public;
ALTER VIEW public.recent RESET (security_invoker);
ALTER TABLE public.documents DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
COMMIT;
