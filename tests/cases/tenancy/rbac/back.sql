BEGIN;
DROP POLICY writers ON public.cases;
DROP POLICY readers ON public.cases;
DROP FUNCTION public.has_permission(text, bigint);
-- destructive: loses table public.user_roles and its rows
DROP TABLE public.user_roles;
-- destructive: loses table public.role_permissions and its rows
DROP TABLE public.role_permissions;
-- destructive: loses table public.roles and its rows
DROP TABLE public.roles;
-- destructive: loses table public.permissions and its rows
DROP TABLE public.permissions;
ALTER TABLE public.cases DISABLE ROW LEVEL SECURITY;
REVOKE INSERT, SELECT ON TABLE public.cases FROM case_rbac_app;
COMMIT;
