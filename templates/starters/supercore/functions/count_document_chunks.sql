begin
    if tg_op = 'INSERT' then
        update documents d
        set chunk_count = d.chunk_count + c.chunks, token_count = d.token_count + c.tokens
        from (select document_id, count(*) as chunks, sum(token_count) as tokens from added group by document_id) c
        where d.id = c.document_id;
    elsif tg_op = 'DELETE' then
        update documents d
        set chunk_count = d.chunk_count - c.chunks, token_count = d.token_count - c.tokens
        from (select document_id, count(*) as chunks, sum(token_count) as tokens from removed group by document_id) c
        where d.id = c.document_id;
    else
        update documents d
        set chunk_count = d.chunk_count + c.chunks, token_count = d.token_count + c.tokens
        from (
            select document_id, sum(chunks) as chunks, sum(tokens) as tokens
            from (
                select document_id, 1 as chunks, token_count as tokens from added
                union all
                select document_id, -1, -token_count from removed
            ) changes
            group by document_id
            having sum(chunks) <> 0 or sum(tokens) <> 0
        ) c
        where d.id = c.document_id;
    end if;
    return null;
end
