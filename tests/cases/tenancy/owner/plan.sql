BEGIN;
ALTER TABLE public.drafts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT INSERT, SELECT ON TABLE public.drafts TO case_owner_app;
SET search_path = public;
CREATE POLICY mine_delete ON public.drafts FOR DELETE TO case_owner_app USING (user_id = (select nullif(current_setting('app.user', true), '')::bigint));
CREATE POLICY mine_read ON public.drafts FOR SELECT TO case_owner_app USING (user_id = (select nullif(current_setting('app.user', true), '')::bigint));
CREATE POLICY mine_update ON public.drafts FOR UPDATE TO case_owner_app USING (user_id = (select nullif(current_setting('app.user', true), '')::bigint)) WITH CHECK (user_id = (select nullif(current_setting('app.user', true), '')::bigint));
COMMIT;

CREATE INDEX CONCURRENTLY drafts_user_id_idx ON public.drafts (user_id);

BEGIN;
ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT INSERT, SELECT, UPDATE, DELETE ON TABLE public.notes TO case_owner_app;
CREATE POLICY org_delete ON public.notes FOR DELETE TO case_owner_app USING (org_id = (select nullif(current_setting('app.org', true), '')) and created_by = (select nullif(current_setting('app.user', true), '')::bigint));
CREATE POLICY org_insert ON public.notes FOR INSERT TO case_owner_app WITH CHECK (org_id = (select nullif(current_setting('app.org', true), '')));
CREATE POLICY org_read ON public.notes FOR SELECT TO case_owner_app USING (org_id = (select nullif(current_setting('app.org', true), '')));
CREATE POLICY org_update ON public.notes FOR UPDATE TO case_owner_app USING (org_id = (select nullif(current_setting('app.org', true), '')) and created_by = (select nullif(current_setting('app.user', true), '')::bigint)) WITH CHECK (org_id = (select nullif(current_setting('app.org', true), '')) and created_by = (select nullif(current_setting('app.user', true), '')::bigint));
COMMIT;

CREATE INDEX CONCURRENTLY notes_org_id_idx ON public.notes (org_id);
