declare
    v_part record;
    v_taken boolean;
begin
    -- Two callers at once: the second finds what the first made.
    perform pg_advisory_xact_lock(hashtextextended('ensure_partitions', 0));
    for v_part in
        select 'event' as parent, 'event_' || to_char(m, 'YYYY_MM') as name,
            m::timestamptz as first, (m + interval '1 month')::timestamptz as next
        from generate_series(
            date_trunc('month', p_from::timestamp), date_trunc('month', p_from::timestamp) + p_months * interval '1 month',
            interval '1 month'
        ) m
        union all
        select 'usage_event', 'usage_event_' || to_char(d, 'YYYY_MM_DD'), d::timestamptz, (d + interval '1 day')::timestamptz
        from generate_series(p_from::timestamp, p_from::timestamp + p_days * interval '1 day', interval '1 day') d
        order by 1, 2
    loop
        continue when to_regclass(format('public.%I', v_part.name)) is not null;
        -- Rows that the default partition has already would have to move, which takes more than a job should.
        execute format(
            'select exists (select from public.%I where occurred_at >= %L and occurred_at < %L)',
            v_part.parent || '_default', v_part.first, v_part.next
        ) into v_taken;
        if v_taken then
            raise warning '%_default has rows of %, which therefore gets no partition of its own', v_part.parent, v_part.name;
            continue;
        end if;
        execute format(
            'create table public.%I partition of public.%I for values from (%L) to (%L)',
            v_part.name, v_part.parent, v_part.first, v_part.next
        );
        -- Read through its table alone, whose policies hold there.
        execute format('alter table public.%I enable row level security', v_part.name);
        return next v_part.name;
    end loop;
end
