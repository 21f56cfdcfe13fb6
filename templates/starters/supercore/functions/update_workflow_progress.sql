declare
    v_percentage numeric;
begin
    update temporal_workflows
    set current_step = p_current_step, completed_steps = p_completed_steps,
        total_steps = coalesce(p_total_steps, total_steps), last_heartbeat_at = now()
    where workflow_id = p_workflow_id and status = 'running'
    returning progress_percentage into v_percentage;
    if not found then
        perform workflow_is_not_running(p_workflow_id);
    end if;
    return v_percentage;
end
