BEGIN;
-- wider access: role case_external_ours can do what role case_external_theirs can
GRANT case_external_theirs TO case_external_ours;
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
-- wider access: role case_external_theirs gets select on table public.t
GRANT SELECT ON TABLE public.t TO case_external_theirs;
SET search_path = public;
-- wider access: role case_external_theirs can now read all rows of public.t
CREATE POLICY p ON public.t TO case_external_theirs USING (true);
COMMIT;
