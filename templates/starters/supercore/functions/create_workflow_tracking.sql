declare
    v_id uuid;
begin
    insert into temporal_workflows (
        workflow_id, workflow_type, input_data, solution_id, oracle_id, document_id, total_steps
    )
    values (
        p_workflow_id, p_workflow_type, coalesce(p_input_data, '{}'), p_solution_id, p_oracle_id, p_document_id, p_total_steps
    )
    on conflict (workflow_id) do update
    set status = 'running', attempt = temporal_workflows.attempt + 1, input_data = excluded.input_data, output_data = null,
        error_message = null, error_details = null, current_step = null, completed_steps = 0,
        total_steps = excluded.total_steps, started_at = now(), last_heartbeat_at = now(), finished_at = null
    where temporal_workflows.status in ('failed', 'cancelled', 'terminated', 'timed_out')
        and temporal_workflows.workflow_type = excluded.workflow_type
        and temporal_workflows.solution_id = excluded.solution_id
    returning id into v_id;
    if v_id is null then
        raise exception 'workflow % is tracked already', p_workflow_id
            using errcode = 'unique_violation', hint = 'only a workflow that failed or was ended can be started again';
    end if;
    return v_id;
end
