begin
    if p_query_vector is null then
        raise exception 'there is no embedding to search by'
            using errcode = 'null_value_not_allowed', hint = 'an embedding that is not completed has no vector';
    end if;
    if p_limit not between 1 and 1000 then
        raise exception 'a limit is 1 to 1000, not %', p_limit using errcode = 'invalid_parameter_value';
    end if;
    return query
    select e.id, e.entity_type, e.title, e.description, 1 - (v.vector <=> p_query_vector)
    from embedding v
    join entity e on e.current_id = v.entity_id and e.deleted_at is null
    where v.tenant_id = p_tenant_id and v.status = 'completed' and (p_entity_type is null or e.entity_type = p_entity_type)
    order by v.vector <=> p_query_vector
    limit p_limit;
end
