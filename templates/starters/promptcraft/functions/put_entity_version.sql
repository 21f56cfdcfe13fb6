declare
    v_entity entity;
begin
    p_new.changed_by := p_changed_by;
    p_new.change_note := p_note;
    p_new.updated_at := clock_timestamp();
    v_entity := put_entity(p_new);
    perform record_event(
        p_event_type, 'entity', v_entity.id, v_entity.version, p_changed_by, jsonb_build_object('note', p_note)
    );
    return v_entity.version;
end
