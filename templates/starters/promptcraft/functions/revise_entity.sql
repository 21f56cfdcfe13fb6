declare
    v_entity entity := current_entity_version(p_id);
    v_unknown text;
begin
    if v_entity.deleted_at is not null then
        raise exception 'entity % is deleted', p_id
            using errcode = 'object_not_in_prerequisite_state', hint = 'restore_entity() brings it back';
    end if;
    if v_entity.version <> p_expected_version then
        raise exception 'entity % is at version %, not %', p_id, v_entity.version, p_expected_version
            using errcode = 'serialization_failure', hint = 'read it again and repeat the change';
    end if;
    if jsonb_typeof(p_changes) is distinct from 'object' or p_changes = '{}' then
        raise exception 'nothing to change' using errcode = 'invalid_parameter_value';
    end if;
    select key into v_unknown
    from jsonb_object_keys(p_changes) key
    where key not in ('title', 'description', 'status', 'visibility', 'content', 'tags', 'owner_id', 'metadata')
    limit 1;
    if found then
        raise exception 'column % cannot be revised', v_unknown using errcode = 'invalid_parameter_value';
    end if;
    v_entity := jsonb_populate_record(v_entity, p_changes);
    return put_entity_version(v_entity, 'entity.revised', p_changed_by, p_note);
end
