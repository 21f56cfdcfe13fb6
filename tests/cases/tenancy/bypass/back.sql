BEGIN;
DROP POLICY tenant_bypass ON public.documents;
DROP POLICY tenant ON public.documents;
DROP POLICY account_bypass ON public.accounts;
DROP POLICY account ON public.accounts;
DROP INDEX public.documents_tenant_id_idx;
DROP INDEX public.accounts_account_id_idx;
DROP FUNCTION public.enable_superuser_mode(text);
DROP FUNCTION public.disable_superuser_mode();
DROP FUNCTION public.current_user_is_superuser();
-- destructive: loses table public.superuser_log and its rows
DROP TABLE public.superuser_log;
ALTER TABLE public.accounts DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
REVOKE SELECT ON TABLE public.accounts FROM case_bypass_app;
REVOKE SELECT ON TABLE public.accounts FROM case_bypass_auditor;
ALTER TABLE public.documents DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
REVOKE SELECT ON TABLE public.documents FROM case_bypass_app;
REVOKE SELECT ON TABLE public.documents FROM case_bypass_support;
COMMIT;
