BEGIN;
DROP POLICY p ON public.t;
REVOKE case_external_theirs FROM case_external_ours;
ALTER TABLE public.t DISABLE ROW LEVEL SECURITY;
REVOKE SELECT ON TABLE public.t FROM case_external_theirs;
COMMIT;
