BEGIN;
SET search_path = public;
ALTER POLICY p ON public.t TO PUBLIC;
COMMIT;
