declare
    v_entity entity;
begin
    -- Whoever waited here sees the version that the other one left behind. A lock on the row would find it ended.
    perform pg_advisory_xact_lock(hashtextextended('entity ' || p_id, 0));
    select * into v_entity from entity where id = p_id and valid_to is null;
    if not found then
        raise exception 'entity % does not exist', p_id
            using errcode = 'no_data_found', hint = 'call set_current_tenant() first, in the same transaction';
    end if;
    return v_entity;
end
