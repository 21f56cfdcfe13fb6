BEGIN;
SET search_path = public;
CREATE TABLE public.superuser_log (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    login text DEFAULT session_user NOT NULL,
    role text DEFAULT current_setting('role') NOT NULL,
    reason text,
    transaction xid8 DEFAULT pg_current_xact_id() NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT superuser_log_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE public.superuser_log IS 'Who bypassed the row-level security of tenant, when and why';
CREATE OR REPLACE FUNCTION public.current_user_is_superuser()
RETURNS boolean
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$select coalesce(current_setting('app.superuser_mode', true), '') = 'on' and exists (select from public.superuser_log where transaction = pg_current_xact_id_if_assigned() and ended_at is null)$$;
COMMENT ON FUNCTION public.current_user_is_superuser() IS 'Whether the running transaction bypasses the policies of tenant';
REVOKE EXECUTE ON FUNCTION public.current_user_is_superuser() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.current_user_is_superuser() TO case_bypass_app;
GRANT EXECUTE ON FUNCTION public.current_user_is_superuser() TO case_bypass_support;
CREATE OR REPLACE FUNCTION public.disable_superuser_mode()
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$update public.superuser_log set ended_at = clock_timestamp() where transaction = pg_current_xact_id_if_assigned() and ended_at is null;
select set_config('app.superuser_mode', '', true)$$;
COMMENT ON FUNCTION public.disable_superuser_mode() IS 'Ends the bypass of the policies of tenant';
REVOKE EXECUTE ON FUNCTION public.disable_superuser_mode() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.disable_superuser_mode() TO case_bypass_support;
CREATE OR REPLACE FUNCTION public.enable_superuser_mode(p_reason text default null)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$begin
    insert into public.superuser_log (reason) values (p_reason);
    perform set_config('app.superuser_mode', 'on', true);
    raise log 'row-level security of tenant is bypassed by %: %', session_user, coalesce(p_reason, 'no reason given');
end$$;
COMMENT ON FUNCTION public.enable_superuser_mode(text) IS 'Switches the policies of tenant off for the running transaction, and notes who did and why';
REVOKE EXECUTE ON FUNCTION public.enable_superuser_mode(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.enable_superuser_mode(text) TO case_bypass_support;
CREATE INDEX superuser_log_transaction_idx ON public.superuser_log (transaction);
ALTER TABLE public.accounts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- wider access: role case_bypass_app gets select on table public.accounts
GRANT SELECT ON TABLE public.accounts TO case_bypass_app;
-- wider access: role case_bypass_auditor gets select on table public.accounts
GRANT SELECT ON TABLE public.accounts TO case_bypass_auditor;
-- wider access: role case_bypass_auditor can now read all rows of public.accounts
CREATE POLICY account ON public.accounts TO case_bypass_app USING (account_id = (select nullif(current_setting('app.account_id', true), '')::bigint)) WITH CHECK (account_id = (select nullif(current_setting('app.account_id', true), '')::bigint));
-- wider access: role case_bypass_auditor can now read all rows of public.accounts
CREATE POLICY account_bypass ON public.accounts TO case_bypass_auditor USING (true) WITH CHECK (true);
COMMIT;

-- wider access: role case_bypass_auditor can now read all rows of public.accounts
CREATE INDEX CONCURRENTLY accounts_account_id_idx ON public.accounts (account_id);

BEGIN;
ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- wider access: role case_bypass_app gets select on table public.documents
GRANT SELECT ON TABLE public.documents TO case_bypass_app;
-- wider access: role case_bypass_support gets select on table public.documents
GRANT SELECT ON TABLE public.documents TO case_bypass_support;
-- wider access: role case_bypass_app can now read rows of public.documents (policy tenant)
CREATE POLICY tenant ON public.documents TO case_bypass_app, case_bypass_support USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
-- wider access: role case_bypass_app can now read rows of public.documents (policy tenant)
CREATE POLICY tenant_bypass ON public.documents TO case_bypass_support USING ((select public.current_user_is_superuser())) WITH CHECK ((select public.current_user_is_superuser()));
COMMIT;

-- wider access: role case_bypass_app can now read rows of public.documents (policy tenant)
CREATE INDEX CONCURRENTLY documents_tenant_id_idx ON public.documents (tenant_id);
