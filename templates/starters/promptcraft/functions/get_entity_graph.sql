begin
    if p_depth not between 1 and 10 then
        raise exception 'a depth is 1 to 10, not %', p_depth using errcode = 'invalid_parameter_value';
    end if;
    if not exists (select from entity e where e.id = p_entity_id and e.valid_to is null and e.deleted_at is null) then
        raise exception 'entity % does not exist', p_entity_id using errcode = 'no_data_found';
    end if;
    return query
    with recursive walk (node, steps, kind, weight, way, visited) as (
        select p_entity_id, 0, null::text, null::numeric, null::text, array[p_entity_id]
        union all
        select next.node, w.steps + 1, next.kind, next.weight, next.way, w.visited || next.node
        from walk w
        cross join lateral (
            select r.target_id, r.relationship_type, r.strength::numeric, 'out'
            from relationship r where r.source_id = w.node
            union all
            select r.source_id, r.relationship_type, r.strength::numeric, 'in'
            from relationship r where r.target_id = w.node
        ) next (node, kind, weight, way)
        join entity e on e.id = next.node and e.valid_to is null and e.deleted_at is null
        where w.steps < p_depth and next.node <> all (w.visited)
    ),
    shortest as (
        select distinct on (w.node) w.* from walk w order by w.node, w.steps, w.weight desc, w.kind, w.way, w.visited
    )
    select s.node, e.entity_type, e.title, s.steps, s.kind, s.weight, s.way, s.visited
    from shortest s
    join entity e on e.id = s.node and e.valid_to is null
    order by s.steps, s.weight desc, e.title, s.node;
end
