declare
    v_actor text := public.require_user();
begin
    if not public.user_can_share_kb_document(p_document_id, v_actor) then
        raise exception 'document % is not there, or is not yours to share', p_document_id
            using errcode = 'insufficient_privilege';
    end if;
    if p_permission is null or p_permission not in ('read', 'write') then
        raise exception 'a document is shared to read or to write, not to %', coalesce(p_permission, 'null')
            using errcode = 'invalid_parameter_value';
    end if;
    if nullif(btrim(p_target_id), '') is null then
        raise exception 'nobody is named with whom to share document %', p_document_id using errcode = 'null_value_not_allowed';
    end if;
    case p_target_type
        when 'user' then
            insert into public.kb_document_shares (document_id, user_id, permission)
            values (p_document_id, p_target_id, p_permission)
            on conflict (document_id, user_id) do update set permission = excluded.permission;
        when 'team' then
            if not public.user_is_team_member(v_actor, p_target_id) then
                raise exception 'team % is not there, or is not yours', p_target_id using errcode = 'insufficient_privilege';
            end if;
            insert into public.kb_document_team_shares (document_id, team_id, permission)
            values (p_document_id, p_target_id, p_permission)
            on conflict (document_id, team_id) do update set permission = excluded.permission;
        when 'organization' then
            if not public.user_has_org_permission(v_actor, p_target_id, 'knowledge_base.share') then
                raise exception 'organization % is not there, or lets you share nothing', p_target_id
                    using errcode = 'insufficient_privilege';
            end if;
            insert into public.kb_document_org_shares (document_id, org_id, permission)
            values (p_document_id, p_target_id, p_permission)
            on conflict (document_id, org_id) do update set permission = excluded.permission;
    end case;
    -- A share holds only where the visibility reaches as far. It is never narrowed here.
    update public.kb_documents d set visibility = case p_target_type when 'user' then 'shared' else p_target_type end
    where d.document_id = p_document_id and d.visibility = any (case p_target_type
        when 'user' then array['private']
        when 'team' then array['private', 'shared']
        else array['private', 'shared', 'team']
    end);
    return (select d.visibility from public.kb_documents d where d.document_id = p_document_id);
end
