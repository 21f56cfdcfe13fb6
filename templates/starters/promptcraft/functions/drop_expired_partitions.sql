declare
    v_part record;
begin
    for v_part in
        with parts as (
            select c.relname::text as name, p.relname::text as parent,
                to_timestamp(substring(c.relname from '20\d\d_\d\d(?:_\d\d)?$') || case p.relname when 'event' then '_01' else '' end,
                    'YYYY_MM_DD') as first
            from pg_inherits i
            join pg_class c on c.oid = i.inhrelid
            join pg_class p on p.oid = i.inhparent
            where i.inhparent in ('public.event'::regclass, 'public.usage_event'::regclass)
                and c.relname ~ '^(event_20\d\d_\d\d|usage_event_20\d\d_\d\d_\d\d)$'
        )
        select name from parts
        where case parent
            when 'event' then first + interval '1 month' <= now() - p_keep_events
            else first + interval '1 day' <= now() - p_keep_usage
        end
        order by parent, first
    loop
        if not p_dry_run then
            execute format('drop table public.%I', v_part.name);
        end if;
        return next v_part.name;
    end loop;
end
