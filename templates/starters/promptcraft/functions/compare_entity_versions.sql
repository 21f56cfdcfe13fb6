declare
    v_old jsonb;
    v_new jsonb;
begin
    select to_jsonb(e) into v_old from entity e where e.id = p_entity_id and e.version = p_from;
    select to_jsonb(e) into v_new from entity e where e.id = p_entity_id and e.version = p_to;
    if v_old is null or v_new is null then
        raise exception 'entity % has no version %', p_entity_id, case when v_old is null then p_from else p_to end
            using errcode = 'no_data_found';
    end if;
    return query
    select k.field, v_old -> k.field, v_new -> k.field
    from unnest(array[
        'title', 'description', 'status', 'visibility', 'content', 'tags', 'owner_id', 'metadata', 'deleted_at'
    ]) with ordinality k(field, place)
    where v_old -> k.field is distinct from v_new -> k.field
    order by k.place;
end
