declare
    v_actor text := public.require_user();
    v_old text := public.get_user_case_role(p_case_id, p_user_id);
begin
    if not public.user_can_access_case(p_case_id, 'cases.share', v_actor) then
        raise exception 'case % is not there, or is not yours to share', p_case_id using errcode = 'insufficient_privilege';
    end if;
    if nullif(btrim(p_user_id), '') is null then
        raise exception 'nobody is named who should take part' using errcode = 'null_value_not_allowed';
    end if;
    if p_role is null or p_role not in ('owner', 'collaborator', 'viewer') then
        raise exception 'a participant is owner, collaborator or viewer, not %', coalesce(p_role, 'null')
            using errcode = 'invalid_parameter_value';
    end if;
    if p_role = 'owner' then
        if public.get_user_case_role(p_case_id, v_actor) is distinct from 'owner' then
            raise exception 'only the owner of case % makes somebody else its owner', p_case_id
                using errcode = 'insufficient_privilege';
        end if;
        update public.cases set owner_id = p_user_id where case_id = p_case_id;
    elsif v_old = 'owner' then
        raise exception 'case % needs an owner', p_case_id
            using errcode = 'object_not_in_prerequisite_state', hint = 'Make somebody else its owner first.';
    else
        insert into public.case_participants (case_id, user_id, role, added_by)
        values (p_case_id, p_user_id, p_role, v_actor)
        on conflict (case_id, user_id) do update set role = excluded.role;
    end if;
    return v_old;
end
