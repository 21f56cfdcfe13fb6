BEGIN;
SET search_path = public;
ALTER POLICY p ON public.t TO case_policy_to_public;
COMMIT;
