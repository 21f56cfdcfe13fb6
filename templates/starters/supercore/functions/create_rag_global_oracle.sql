declare
    v_name text;
    v_id uuid;
begin
    select name into v_name from solutions where id = p_solution_id;
    if not found then
        raise exception 'solution % does not exist or is not the current one', p_solution_id
            using errcode = 'no_data_found', hint = 'call set_current_solution() first, in the same transaction';
    end if;
    -- Two callers at once get the same oracle: the index idx_oracles_one_rag_global decides.
    insert into oracles (solution_id, oracle_name, oracle_type, description, system_prompt, top_k)
    values (
        p_solution_id, 'rag-global', 'rag_global', 'Answers from all documents of the solution',
        format('You answer questions about %s from the documents you are given, name them, and say when they do not tell.',
            v_name),
        10
    )
    on conflict (solution_id) where oracle_type = 'rag_global' do update set oracle_type = excluded.oracle_type
    returning id into v_id;
    return v_id;
end
