begin
    if p_permission is null or p_permission not in ('read', 'write') then
        raise exception 'a document is for read or write, not for %', coalesce(p_permission, 'null')
            using errcode = 'invalid_parameter_value';
    end if;
    return exists (
        select from public.kb_documents d
        where d.document_id = p_document_id and (
            d.owner_id = p_user_id
            or (d.visibility <> 'private' and exists (
                select from public.kb_document_shares s
                where s.document_id = d.document_id and s.user_id = p_user_id and p_permission in ('read', s.permission)
            ))
            or (d.visibility in ('team', 'organization') and exists (
                select from public.kb_document_team_shares s
                where s.document_id = d.document_id and p_permission in ('read', s.permission)
                    and public.user_is_team_member(p_user_id, s.team_id)
            ))
            or (d.visibility = 'organization' and exists (
                select from public.kb_document_org_shares s
                where s.document_id = d.document_id and p_permission in ('read', s.permission)
                    and public.user_has_org_permission(p_user_id, s.org_id, 'knowledge_base.read')
            ))
            or (d.visibility = 'organization' and public.user_has_org_permission(
                p_user_id, d.org_id, case p_permission when 'read' then 'knowledge_base.read' else 'knowledge_base.update' end
            ))
        )
    );
end
