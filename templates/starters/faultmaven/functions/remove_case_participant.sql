declare
    v_actor text := public.require_user();
begin
    if v_actor is distinct from p_user_id and not public.user_can_access_case(p_case_id, 'cases.share', v_actor) then
        raise exception 'case % is not there, or is not yours to share', p_case_id using errcode = 'insufficient_privilege';
    end if;
    if public.get_user_case_role(p_case_id, p_user_id) = 'owner' then
        raise exception 'case % needs an owner', p_case_id
            using errcode = 'object_not_in_prerequisite_state', hint = 'Make somebody else its owner first.';
    end if;
    delete from public.case_participants where case_id = p_case_id and user_id = p_user_id;
    return found;
end
