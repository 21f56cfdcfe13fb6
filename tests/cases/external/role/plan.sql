BEGIN;
GRANT case_external_theirs TO case_external_ours;
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON TABLE public.t TO case_external_theirs;
SET search_path = public;
CREATE POLICY p ON public.t TO case_external_theirs USING (true);
COMMIT;
