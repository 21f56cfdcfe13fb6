BEGIN;
ALTER TABLE public.drafts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- wider access: role case_owner_app gets insert, select on table public.drafts
GRANT INSERT, SELECT ON TABLE public.drafts TO case_owner_app;
SET search_path = public;
-- wider access: role case_owner_app can now read rows of public.drafts (policy mine_read)
CREATE POLICY mine_delete ON public.drafts FOR DELETE TO case_owner_app USING (user_id = (select nullif(current_setting('app.user', true), '')::bigint));
-- wider access: role case_owner_app can now read rows of public.drafts (policy mine_read)
CREATE POLICY mine_read ON public.drafts FOR SELECT TO case_owner_app USING (user_id = (select nullif(current_setting('app.user', true), '')::bigint));
-- wider access: role case_owner_app can now read rows of public.drafts (policy mine_read)
CREATE POLICY mine_update ON public.drafts FOR UPDATE TO case_owner_app USING (user_id = (select nullif(current_setting('app.user', true), '')::bigint)) WITH CHECK (user_id = (select nullif(current_setting('app.user', true), '')::bigint));
COMMIT;

-- wider access: role case_owner_app can now read rows of public.drafts (policy mine_read)
CREATE INDEX CONCURRENTLY drafts_user_id_idx ON public.drafts (user_id);

BEGIN;
ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- wider access: role case_owner_app gets insert, select, update, delete on table public.notes
GRANT INSERT, SELECT, UPDATE, DELETE ON TABLE public.notes TO case_owner_app;
-- wider access: role case_owner_app can now delete rows of public.notes (policy org_delete)
CREATE POLICY org_delete ON public.notes FOR DELETE TO case_owner_app USING (org_id = (select nullif(current_setting('app.org', true), '')) and created_by = (select nullif(current_setting('app.user', true), '')::bigint));
-- wider access: role case_owner_app can now delete rows of public.notes (policy org_delete)
CREATE POLICY org_insert ON public.notes FOR INSERT TO case_owner_app WITH CHECK (org_id = (select nullif(current_setting('app.org', true), '')));
-- wider access: role case_owner_app can now delete rows of public.notes (policy org_delete)
CREATE POLICY org_read ON public.notes FOR SELECT TO case_owner_app USING (org_id = (select nullif(current_setting('app.org', true), '')));
-- wider access: role case_owner_app can now delete rows of public.notes (policy org_delete)
CREATE POLICY org_update ON public.notes FOR UPDATE TO case_owner_app USING (org_id = (select nullif(current_setting('app.org', true), '')) and created_by = (select nullif(current_setting('app.user', true), '')::bigint)) WITH CHECK (org_id = (select nullif(current_setting('app.org', true), '')) and created_by = (select nullif(current_setting('app.user', true), '')::bigint));
COMMIT;

-- wider access: role case_owner_app can now delete rows of public.notes (policy org_delete)
CREATE INDEX CONCURRENTLY notes_org_id_idx ON public.notes (org_id);
