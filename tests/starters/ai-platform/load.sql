-- 50 000 rows in each of the large tables.
-- Triggers and foreign keys are left out: it is the plans that are looked at.
set session_replication_role = replica;

insert into users (username, email) select 'u' || n, 'u' || n || '@example.com' from generate_series(1, 1000) n;
insert into projects (project_id, slug, name, owner_id)
select md5('p' || n)::uuid, 'p-' || n, 'P' || n, '00000000-0000-0000-0000-000000000002' from generate_series(0, 499) n;
insert into agents (agent_id, name, agent_type, model_provider, model_name)
select md5('a' || n)::uuid, 'agent ' || n, 'coding', 'p', 'm' from generate_series(0, 99) n;
insert into tasks (project_id, github_issue_number, title, status, labels, assigned_to_agent_id, created_at)
select md5('p' || n % 500)::uuid, n / 500 + 100, 'Task ' || n, case when n % 100 = 0 then 'blocked' when n % 3 = 0 then 'open' else 'closed' end,
    jsonb_build_array('l' || n % 1000), md5('a' || n % 100)::uuid, timestamptz '2026-01-01' + n * interval '1 minute'
from generate_series(1, 50000) n;
insert into evidence (project_id, source_type, title, credibility_score, tags)
select md5('p' || n % 500)::uuid, 'metric', 'E' || n, (n % 1000) / 1000.0, jsonb_build_array('t' || n % 1000) from generate_series(1, 50000) n;
insert into agent_executions (agent_id, project_id, status, completed_at, input_tokens, cost_usd, created_at)
select md5('a' || n % 100)::uuid, md5('p' || n % 500)::uuid, case when n % 500 = 0 then 'timeout' else 'success' end, now(), n, 0.01,
    timestamptz '2026-01-01' + n * interval '1 minute'
from generate_series(1, 50000) n;
insert into audit_logs (user_id, event_type, resource_type, resource_id, created_at)
select case when n % 100 = 0 then '00000000-0000-0000-0000-000000000001'::uuid end, 'e' || n % 20, case n % 7 when 0 then 'task' else 'commit' end, n % 500,
    timestamptz '2026-01-01' + n * interval '1 minute'
from generate_series(1, 50000) n;
insert into activity_feed (project_id, activity_type, summary, is_public, created_at)
select md5('p' || n % 500)::uuid, 'x', 'S' || n, n % 10 = 0, timestamptz '2026-01-01' + n * interval '1 minute' from generate_series(1, 50000) n;
analyze;
