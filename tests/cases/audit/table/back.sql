BEGIN;
DROP TRIGGER audit_truncate ON public.account;
DROP TRIGGER audit_rows ON public.account;
DROP FUNCTION public.audit_log_write();
-- destructive: loses table public.audit_log and its rows
DROP TABLE public.audit_log;
COMMIT;
