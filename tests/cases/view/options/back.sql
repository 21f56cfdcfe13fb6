BEGIN;
SET search_path = public;
ALTER VIEW public.a SET (security_invoker = true);
ALTER VIEW public.b RESET (security_invoker, security_barrier);
ALTER VIEW public.c SET (check_option = local);
ALTER VIEW public.d RESET (check_option);
COMMIT;
