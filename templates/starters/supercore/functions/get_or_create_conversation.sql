declare
    v_id uuid;
begin
    select id into v_id
    from conversations
    where oracle_id = p_oracle_id and solution_id = p_solution_id and session_id = p_session_id and status = 'active';
    if found then
        return v_id;
    end if;
    -- Another caller may have made it since: the index idx_conversations_active_session decides.
    insert into conversations (oracle_id, solution_id, session_id, user_id)
    values (p_oracle_id, p_solution_id, p_session_id, p_user_id)
    on conflict (oracle_id, session_id) where status = 'active'
    do update set user_id = coalesce(conversations.user_id, excluded.user_id)
    returning id into v_id;
    return v_id;
end
