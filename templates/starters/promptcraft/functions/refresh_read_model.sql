declare
    v_view name;
    v_began timestamptz;
begin
    foreach v_view in array array['entity_stats', 'tenant_usage_summary']::name[] loop
        v_began := clock_timestamp();
        execute format('refresh materialized view concurrently public.%I', v_view);
        insert into maintenance.read_model_refresh (matviewname, refreshed_at, duration_ms)
        values (v_view, v_began, (extract(epoch from clock_timestamp() - v_began) * 1000)::integer)
        on conflict (matviewname) do update
        set refreshed_at = excluded.refreshed_at, duration_ms = excluded.duration_ms;
    end loop;
end
