BEGIN;
DROP FUNCTION public.open();
DROP FUNCTION public.closed();
DROP TYPE public.closed_type;
COMMIT;
