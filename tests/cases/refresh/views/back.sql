BEGIN;
DROP FUNCTION public.refresh_statistics();
COMMIT;
