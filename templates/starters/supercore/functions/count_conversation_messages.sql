begin
    if tg_op = 'INSERT' then
        update conversations c
        set message_count = c.message_count + m.messages,
            total_tokens = c.total_tokens + m.tokens,
            last_sequence = greatest(c.last_sequence, m.last_sequence),
            last_message_at = greatest(c.last_message_at, m.last_at)
        from (
            select conversation_id, count(*) as messages, coalesce(sum(total_tokens), 0) as tokens,
                max(sequence_number) as last_sequence, max(created_at) as last_at
            from added group by conversation_id
        ) m
        where c.id = m.conversation_id;
    elsif tg_op = 'DELETE' then
        update conversations c
        set message_count = c.message_count - m.messages, total_tokens = c.total_tokens - m.tokens
        from (
            select conversation_id, count(*) as messages, coalesce(sum(total_tokens), 0) as tokens
            from removed group by conversation_id
        ) m
        where c.id = m.conversation_id;
    else
        update conversations c
        set message_count = c.message_count + m.messages, total_tokens = c.total_tokens + m.tokens
        from (
            select conversation_id, sum(messages) as messages, sum(tokens) as tokens
            from (
                select conversation_id, 1 as messages, coalesce(total_tokens, 0) as tokens from added
                union all
                select conversation_id, -1, -coalesce(total_tokens, 0) from removed
            ) changes
            group by conversation_id
            having sum(messages) <> 0 or sum(tokens) <> 0
        ) m
        where c.id = m.conversation_id;
    end if;
    return null;
end
