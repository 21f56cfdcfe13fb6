select exists (
    select from public.cases c
    where c.case_id = p_case_id and (
        exists (
            select from public.case_participants p
            where p.case_id = c.case_id and p.user_id = p_user_id and case p.role
                when 'owner' then true
                when 'collaborator' then p_permission in ('cases.read', 'cases.update')
                else p_permission = 'cases.read'
            end
        )
        or (c.team_id is null and public.user_has_org_permission(p_user_id, c.org_id, p_permission))
        or public.user_has_team_permission(p_user_id, c.team_id, p_permission)
        or public.user_has_org_permission(p_user_id, c.org_id, 'organization.update')
    )
)
