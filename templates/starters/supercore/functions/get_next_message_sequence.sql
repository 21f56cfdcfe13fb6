declare
    v_next integer;
    v_status text;
begin
    -- The lock on the row holds until the transaction ends, so nobody else gets a number in between, and a number that is
    -- rolled back is given again.
    update conversations set last_sequence = last_sequence + 1
    where id = p_conversation_id and status = 'active'
    returning last_sequence into v_next;
    if found then
        return v_next;
    end if;
    select status into v_status from conversations where id = p_conversation_id;
    if v_status is null then
        raise exception 'conversation % does not exist in the current solution', p_conversation_id
            using errcode = 'no_data_found', hint = 'call set_current_solution() first, in the same transaction';
    end if;
    raise exception 'conversation % is %', p_conversation_id, v_status
        using errcode = 'object_not_in_prerequisite_state', hint = 'get_or_create_conversation() begins a new one';
end
