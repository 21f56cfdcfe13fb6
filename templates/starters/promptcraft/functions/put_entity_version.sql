declare
    -- Not now(): a transaction may write several versions, and each holds for some time.
    v_at timestamptz := clock_timestamp();
begin
    -- One statement, at whose end the foreign keys find the new current version in the place of the old one.
    with ended as (
        update entity set valid_to = v_at where version_id = p_new.version_id returning version_id
    )
    insert into entity (
        id, tenant_id, entity_type, title, description, status, visibility, content, tags, owner_id, metadata, version,
        valid_from, previous_version_id, changed_by, change_note, deleted_at, created_at, updated_at
    )
    select p_new.id, p_new.tenant_id, p_new.entity_type, p_new.title, p_new.description, p_new.status, p_new.visibility,
        p_new.content, p_new.tags, p_new.owner_id, p_new.metadata, p_new.version + 1,
        v_at, ended.version_id, p_changed_by, p_note, p_new.deleted_at, p_new.created_at, v_at
    from ended;
    perform record_event(
        p_event_type, 'entity', p_new.id, p_new.version + 1, p_changed_by, jsonb_build_object('note', p_note)
    );
    return p_new.version + 1;
end
