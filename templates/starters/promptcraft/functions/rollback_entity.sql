declare
    v_entity entity := current_entity_version(p_id);
    v_old entity;
begin
    select * into v_old from entity where id = p_id and version = p_version;
    if not found then
        raise exception 'entity % has no version %', p_id, p_version using errcode = 'no_data_found';
    end if;
    v_entity.title := v_old.title;
    v_entity.description := v_old.description;
    v_entity.status := v_old.status;
    v_entity.visibility := v_old.visibility;
    v_entity.content := v_old.content;
    v_entity.tags := v_old.tags;
    v_entity.metadata := v_old.metadata;
    v_entity.deleted_at := v_old.deleted_at;
    return put_entity_version(v_entity, 'entity.rolled_back', p_changed_by, format('back to version %s', p_version));
end
