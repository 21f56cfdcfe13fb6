-- A person, a service, two agents, two projects, tasks of both kinds, evidence, an execution, and entries of the log.
insert into users (user_id, username, email, role, created_at, updated_at) values
    ('00000000-0000-0000-0000-000000000001', 'ann', 'ann@example.com', 'admin', '2026-01-01', '2026-01-01'),
    ('00000000-0000-0000-0000-000000000002', 'bot', 'bot@example.com', 'service', '2026-01-01', '2026-01-01'),
    ('00000000-0000-0000-0000-000000000003', 'new', 'new@example.com', 'user', '2026-01-01', '2026-01-01');
insert into agents (agent_id, name, agent_type, model_provider, model_name, capabilities, tags) values
    ('a0000000-0000-0000-0000-000000000001', 'coder', 'coding', 'p', 'm', '["code_generation"]', '["core"]'),
    ('a0000000-0000-0000-0000-000000000002', 'reviewer', 'review', 'p', 'm', '["code_review"]', '["core", "new"]');
insert into projects (project_id, slug, name, owner_id, technology_stack, tags) values
    ('b0000000-0000-0000-0000-000000000001', 'one', 'One', '00000000-0000-0000-0000-000000000001', '["rust"]', '["x"]'),
    ('b0000000-0000-0000-0000-000000000002', 'two', 'Two', '00000000-0000-0000-0000-000000000001', '["python"]', '[]');
insert into tasks (task_id, project_id, title, type, assigned_to_user_id, assigned_to_agent_id, github_issue_number, labels) values
    ('c0000000-0000-0000-0000-000000000001', 'b0000000-0000-0000-0000-000000000001', 'Mend it', 'bug', '00000000-0000-0000-0000-000000000001', null, 1, '["urgent"]'),
    ('c0000000-0000-0000-0000-000000000002', 'b0000000-0000-0000-0000-000000000001', 'Write it', 'feature', null, 'a0000000-0000-0000-0000-000000000001', 2, '[]'),
    ('c0000000-0000-0000-0000-000000000003', 'b0000000-0000-0000-0000-000000000002', 'Test it', 'test', null, 'a0000000-0000-0000-0000-000000000001', 1, '[]');
insert into evidence (evidence_id, task_id, project_id, source_type, title, credibility_score, related_evidence, tags) values
    ('e0000000-0000-0000-0000-000000000001', 'c0000000-0000-0000-0000-000000000001', 'b0000000-0000-0000-0000-000000000001', 'test_result', 'It is red', 1.0, '[]', '["ci"]'),
    ('e0000000-0000-0000-0000-000000000002', 'c0000000-0000-0000-0000-000000000001', 'b0000000-0000-0000-0000-000000000001', 'ai_output', 'It may be line 7', 0.0, '["e0000000-0000-0000-0000-000000000001"]', '[]');
insert into agent_executions (execution_id, agent_id, task_id, project_id, triggered_by_user_id, status, input_tokens, output_tokens, cost_usd, duration_ms, evidence_id, started_at, completed_at) values
    ('d0000000-0000-0000-0000-000000000001', 'a0000000-0000-0000-0000-000000000001', 'c0000000-0000-0000-0000-000000000002', 'b0000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000003',
     'success', 100, 50, 0.0125, 900, 'e0000000-0000-0000-0000-000000000002', '2026-02-01 10:00Z', '2026-02-01 10:01Z'),
    ('d0000000-0000-0000-0000-000000000002', 'a0000000-0000-0000-0000-000000000001', null, 'b0000000-0000-0000-0000-000000000001', null,
     'failure', 10, 0, 0.001, 100, null, '2026-02-01 11:00Z', '2026-02-01 11:01Z'),
    ('d0000000-0000-0000-0000-000000000003', 'a0000000-0000-0000-0000-000000000001', null, 'b0000000-0000-0000-0000-000000000002', null,
     'running', 0, 0, 0, null, null, '2026-02-01 12:00Z', null);
insert into task_comments (comment_id, task_id, author_id, agent_id, content, is_ai_generated) values
    ('f0000000-0000-0000-0000-000000000001', 'c0000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', null, 'Why?', false),
    ('f0000000-0000-0000-0000-000000000002', 'c0000000-0000-0000-0000-000000000001', null, 'a0000000-0000-0000-0000-000000000002', 'Because.', true);
insert into task_attachments (attachment_id, task_id, filename, storage_path, is_evidence, evidence_id) values
    ('90000000-0000-0000-0000-000000000001', 'c0000000-0000-0000-0000-000000000001', 'log.txt', 's3://x/log.txt', true, 'e0000000-0000-0000-0000-000000000001');
insert into activity_feed (project_id, task_id, user_id, activity_type, summary, is_public) values
    ('b0000000-0000-0000-0000-000000000001', 'c0000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000003', 'task_created', 'Ann reported a bug', true),
    ('b0000000-0000-0000-0000-000000000001', null, null, 'deployed', 'Deployed', false);
insert into audit_logs (log_id, user_id, agent_id, event_type, resource_type, resource_id, new_values, ip_address, created_at) values
    ('70000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', null, 'task_created', 'task', 'c0000000-0000-0000-0000-000000000001', '{"status": "open"}', '10.0.0.1', '2026-01-15'),
    ('70000000-0000-0000-0000-000000000002', null, 'a0000000-0000-0000-0000-000000000001', 'code_pushed', 'commit', 'abc123', null, null, '2026-02-15');
