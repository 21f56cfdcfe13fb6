declare
    v_levels constant text[] := array['view', 'comment', 'edit', 'manage'];
    v_wanted integer := array_position(v_levels, p_permission);
begin
    if v_wanted is null then
        raise exception 'a permission is view, comment, edit or manage, not %', p_permission
            using errcode = 'invalid_parameter_value';
    end if;
    return exists (
        select from entity e
        where e.id = p_entity_id and e.valid_to is null and e.deleted_at is null
            and exists (select from "user" u where u.id = p_user_id and u.status = 'active' and u.deleted_at is null)
            and (
                e.owner_id = p_user_id
                or (e.visibility = 'tenant' and p_permission = 'view')
                or exists (
                    select from share s
                    where s.entity_id = e.id and s.shared_with = p_user_id and s.revoked_at is null
                        and (s.expires_at is null or s.expires_at > now())
                        and array_position(v_levels, s.permission) >= v_wanted
                )
            )
    );
end
