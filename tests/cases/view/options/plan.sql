BEGIN;
SET search_path = public;
ALTER VIEW public.a RESET (security_invoker);
ALTER VIEW public.b SET (security_invoker = true, security_barrier = true);
ALTER VIEW public.c SET (check_option = cascaded);
ALTER VIEW public.d SET (check_option = local);
COMMIT;
