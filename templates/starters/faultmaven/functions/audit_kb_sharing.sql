declare
    v_row jsonb := coalesce(to_jsonb(new), to_jsonb(old));
begin
    if tg_op = 'UPDATE' and new.permission = old.permission then
        return null;
    end if;
    insert into public.kb_sharing_audit (document_id, action, target_type, target_id, old_permission, new_permission)
    values (
        v_row ->> 'document_id',
        case tg_op when 'INSERT' then 'shared' when 'UPDATE' then 'changed' else 'revoked' end,
        case tg_table_name when 'kb_document_shares' then 'user' when 'kb_document_team_shares' then 'team' else 'organization' end,
        v_row ->> case tg_table_name when 'kb_document_shares' then 'user_id' when 'kb_document_team_shares' then 'team_id' else 'org_id' end,
        old.permission, new.permission
    );
    return null;
end
