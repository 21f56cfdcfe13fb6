BEGIN;
SET search_path = history, public;
CREATE TABLE history.changes (
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
    CONSTRAINT changes_operation_known CHECK (operation in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')),
    CONSTRAINT changes_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE history.changes IS 'Changes of rows, written by triggers only';
COMMENT ON COLUMN history.changes.actor IS 'Who changed it: the setting, or the role where it is empty';
COMMENT ON COLUMN history.changes.changed_at IS 'When it was changed';
COMMENT ON COLUMN history.changes.id IS 'Number of the change; not without gaps';
COMMENT ON COLUMN history.changes.new_values IS 'Values after it, likewise';
COMMENT ON COLUMN history.changes.old_values IS 'Values before the change, of an UPDATE only those that became other ones';
COMMENT ON COLUMN history.changes.operation IS 'INSERT, UPDATE, DELETE or TRUNCATE';
COMMENT ON COLUMN history.changes.role_name IS 'Role with whose rights it was changed';
COMMENT ON COLUMN history.changes.row_key IS 'Primary key of the row; null for TRUNCATE';
COMMENT ON COLUMN history.changes.table_name IS 'The table';
COMMENT ON COLUMN history.changes.table_schema IS 'Schema of the table';
COMMENT ON COLUMN history.changes.transaction_id IS 'Transaction that changed it';
CREATE OR REPLACE FUNCTION history.changes_write()
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
    insert into history.changes (actor, role_name, table_schema, table_name, operation, row_key, old_values, new_values)
    values (v_actor, v_role, tg_argv[0], tg_argv[1], tg_op, v_key, v_old, v_new);
    return null;
end$$;
COMMENT ON FUNCTION history.changes_write() IS 'Trigger function: writes a change into changes';
REVOKE EXECUTE ON FUNCTION history.changes_write() FROM PUBLIC;
CREATE INDEX changes_row_idx ON history.changes (table_schema, table_name, row_key);
COMMENT ON INDEX history.changes_row_idx IS 'Changes of a row';
CREATE TRIGGER audit_rows AFTER DELETE OR INSERT OR UPDATE ON public.a
    FOR EACH ROW EXECUTE FUNCTION history.changes_write('public', 'a', '', '{"id"}', '{"it''s"}', '{}');
CREATE TRIGGER audit_truncate AFTER TRUNCATE ON public.a
    FOR EACH STATEMENT EXECUTE FUNCTION history.changes_write('public', 'a', '', '{"id"}', '{"it''s"}', '{}');
CREATE TRIGGER audit_rows AFTER DELETE OR INSERT OR UPDATE ON public.event
    FOR EACH ROW EXECUTE FUNCTION history.changes_write('public', 'event', '', '{"id","at"}', '{}', '{}');
CREATE TRIGGER audit_truncate AFTER TRUNCATE ON public.event
    FOR EACH STATEMENT EXECUTE FUNCTION history.changes_write('public', 'event', '', '{"id","at"}', '{}', '{}');
CREATE TRIGGER audit_truncate AFTER TRUNCATE ON public.event_2026
    FOR EACH STATEMENT EXECUTE FUNCTION history.changes_write('public', 'event', '', '{"id","at"}', '{}', '{}');
COMMIT;
