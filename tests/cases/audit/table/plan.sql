BEGIN;
SET search_path = public;
CREATE TABLE public.audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    transaction_id bigint DEFAULT (pg_current_xact_id()::text)::bigint NOT NULL,
    actor text NOT NULL,
    role_name text NOT NULL,
    table_schema text NOT NULL,
    table_name text NOT NULL,
    operation text NOT NULL,
    row_key jsonb,
    old_values jsonb,
    new_values jsonb,
    CONSTRAINT audit_log_operation_known CHECK (operation in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')),
    CONSTRAINT audit_log_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE public.audit_log IS 'Changes of rows, written by triggers only';
COMMENT ON COLUMN public.audit_log.actor IS 'Who changed it: the setting, or the role where it is empty';
COMMENT ON COLUMN public.audit_log.changed_at IS 'When it was changed';
COMMENT ON COLUMN public.audit_log.id IS 'Number of the change; not without gaps';
COMMENT ON COLUMN public.audit_log.new_values IS 'Values after it, likewise';
COMMENT ON COLUMN public.audit_log.old_values IS 'Values before the change, of an UPDATE only those that became other ones';
COMMENT ON COLUMN public.audit_log.operation IS 'INSERT, UPDATE, DELETE or TRUNCATE';
COMMENT ON COLUMN public.audit_log.role_name IS 'Role with whose rights it was changed';
COMMENT ON COLUMN public.audit_log.row_key IS 'Primary key of the row; null for TRUNCATE';
COMMENT ON COLUMN public.audit_log.table_name IS 'The table';
COMMENT ON COLUMN public.audit_log.table_schema IS 'Schema of the table';
COMMENT ON COLUMN public.audit_log.transaction_id IS 'Transaction that changed it';
CREATE OR REPLACE FUNCTION public.audit_log_write()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$declare
    v_role text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
    v_actor text := v_role;
    v_keys text[] := tg_argv[3]::text[];
    v_columns text[] := tg_argv[4]::text[];
    v_ignored text[] := tg_argv[5]::text[];
    v_old jsonb;
    v_new jsonb;
    v_key jsonb;
begin
    if tg_argv[2] <> '' then
        v_actor := coalesce(nullif(current_setting(tg_argv[2], true), ''), v_role);
    end if;
    if tg_op in ('UPDATE', 'DELETE') then
        v_old := to_jsonb(old);
    end if;
    if tg_op in ('INSERT', 'UPDATE') then
        v_new := to_jsonb(new);
    end if;
    select jsonb_object_agg(k, coalesce(v_old, v_new) -> k) into v_key from unnest(v_keys) k where tg_op <> 'TRUNCATE';
    if v_columns <> '{}' then
        select jsonb_object_agg(e.key, e.value) into v_old from jsonb_each(v_old) e where e.key = any (v_columns);
        select jsonb_object_agg(e.key, e.value) into v_new from jsonb_each(v_new) e where e.key = any (v_columns);
    end if;
    v_old := v_old - v_ignored;
    v_new := v_new - v_ignored;
    if tg_op = 'UPDATE' then
        -- Both sides are of the same columns.
        select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, v_new -> o.key) into v_old, v_new
        from jsonb_each(v_old) o where o.value is distinct from v_new -> o.key;
        if v_new is null then
            return null;
        end if;
    end if;
    insert into public.audit_log (actor, role_name, table_schema, table_name, operation, row_key, old_values, new_values)
    values (v_actor, v_role, tg_argv[0], tg_argv[1], tg_op, v_key, v_old, v_new);
    return null;
end$$;
COMMENT ON FUNCTION public.audit_log_write() IS 'Trigger function: writes a change into audit_log';
REVOKE EXECUTE ON FUNCTION public.audit_log_write() FROM PUBLIC;
CREATE INDEX audit_log_row_idx ON public.audit_log (table_schema, table_name, row_key);
COMMENT ON INDEX public.audit_log_row_idx IS 'Changes of a row';
CREATE TRIGGER audit_rows AFTER DELETE OR INSERT OR UPDATE ON public.account
    FOR EACH ROW EXECUTE FUNCTION public.audit_log_write('public', 'account', 'app.user_id', '{"id"}', '{}', '{"secret"}');
CREATE TRIGGER audit_truncate AFTER TRUNCATE ON public.account
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_log_write('public', 'account', 'app.user_id', '{"id"}', '{}', '{"secret"}');
COMMIT;
