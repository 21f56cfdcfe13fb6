declare
    v_name text;
    v_id uuid;
begin
    -- The lock lets a second caller wait for the first, and then find what that made.
    select name into v_name from solutions where id = p_solution_id for no key update;
    if not found then
        raise exception 'solution % does not exist or is not the current one', p_solution_id
            using errcode = 'no_data_found', hint = 'call set_current_solution() first, in the same transaction';
    end if;
    select id into v_id from oracles where solution_id = p_solution_id and oracle_type = 'rag_global';
    if found then
        return v_id;
    end if;
    insert into oracles (solution_id, oracle_name, oracle_type, description, system_prompt, top_k)
    values (
        p_solution_id, 'rag-global', 'rag_global', 'Answers from all documents of the solution',
        format('You answer questions about %s from the documents you are given, name them, and say when they do not tell.',
            v_name),
        10
    )
    returning id into v_id;
    return v_id;
end
