BEGIN;
CREATE TABLE upkeep.refreshed (
    schemaname name NOT NULL,
    matviewname name NOT NULL,
    refreshed_at timestamp with time zone NOT NULL,
    duration_ms integer NOT NULL,
    CONSTRAINT refreshed_pkey PRIMARY KEY (schemaname, matviewname)
);
COMMENT ON TABLE upkeep.refreshed IS 'When materialized views were last refreshed, which PostgreSQL does not keep';
COMMENT ON COLUMN upkeep.refreshed.duration_ms IS 'How long the refresh took';
COMMENT ON COLUMN upkeep.refreshed.matviewname IS 'Name of the materialized view';
COMMENT ON COLUMN upkeep.refreshed.refreshed_at IS 'As of when its rows are';
COMMENT ON COLUMN upkeep.refreshed.schemaname IS 'Schema of the materialized view';
SET search_path = public;
CREATE OR REPLACE FUNCTION public.refresh_by_shop()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$declare
    v_began timestamptz;
begin
    v_began := clock_timestamp();
    refresh materialized view concurrently public.by_shop;
    insert into upkeep.refreshed (schemaname, matviewname, refreshed_at, duration_ms)
    values ('public', 'by_shop', v_began, extract(epoch from clock_timestamp() - v_began) * 1000)
    on conflict (schemaname, matviewname) do update
    set refreshed_at = excluded.refreshed_at, duration_ms = excluded.duration_ms;
end$$;
SET search_path = report, public;
CREATE MATERIALIZED VIEW report."how many" AS
select count(*) as n from public.sale
WITH NO DATA;
CREATE OR REPLACE FUNCTION report."refresh_how many"()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$declare
    v_began timestamptz;
begin
    v_began := clock_timestamp();
    refresh materialized view report."how many";
    insert into upkeep.refreshed (schemaname, matviewname, refreshed_at, duration_ms)
    values ('report', 'how many', v_began, extract(epoch from clock_timestamp() - v_began) * 1000)
    on conflict (schemaname, matviewname) do update
    set refreshed_at = excluded.refreshed_at, duration_ms = excluded.duration_ms;
end$$;
COMMENT ON FUNCTION report."refresh_how many"() IS 'Refreshes report.how many';
REVOKE EXECUTE ON FUNCTION report."refresh_how many"() FROM PUBLIC;
COMMIT;
