declare
    v_entity entity;
begin
    -- The lock that put_entity() takes. Whoever waited here sees the version that the other one left behind. A lock on the row would find it ended.
    perform pg_advisory_xact_lock(hashtextextended('public.entity ' || p_id, 0));
    select * into v_entity from entity where id = p_id and valid_to is null;
    if not found then
        raise exception 'entity % does not exist', p_id
            using errcode = 'no_data_found', hint = 'call set_current_tenant() first, in the same transaction';
    end if;
    return v_entity;
end
