BEGIN;
-- wider access: role case_templates_app gets select on table public.notes_public
GRANT SELECT ON TABLE public.notes_public TO case_templates_app;
ALTER TABLE public.files ENABLE ROW LEVEL SECURITY;
-- wider access: role case_templates_app gets select on table public.files
GRANT SELECT ON TABLE public.files TO case_templates_app;
SET search_path = public;
-- wider access: role case_templates_app can now read rows of public.files (policies kept and own)
CREATE POLICY kept ON public.files AS RESTRICTIVE FOR SELECT TO case_templates_app USING (not gone);
-- wider access: role case_templates_app can now read rows of public.files (policies kept and own)
CREATE POLICY own ON public.files TO case_templates_app USING ("Maker" = (select nullif(current_setting('app.maker', true), '')::text));
ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY;
-- wider access: role case_templates_app gets insert, select on table public.notes
GRANT INSERT, SELECT ON TABLE public.notes TO case_templates_app;
-- wider access: role case_templates_app can now read rows of public.notes and insert rows into it (policy owner_only)
CREATE POLICY owner_only ON public.notes TO case_templates_app USING (owner_id = (select nullif(current_setting('app.user_id', true), '')::bigint));
COMMIT;
