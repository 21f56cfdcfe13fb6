-- Two organizations. In A: ann (owner), adam (admin), mia (member), vic (viewer), and a team with leo (lead), tom (member)
-- and tv (viewer in both). In B: bea (owner) and ben (member). zoe belongs to none.
insert into organizations (org_id, name, slug, created_at, updated_at) values
    ('org_a', 'Acme', 'acme', '2026-01-01', '2026-01-01'), ('org_b', 'Globex', 'globex', '2026-01-01', '2026-01-01');
insert into organization_members (org_id, user_id, role_id, updated_at) values
    ('org_a', 'ann', 'org_owner', '2026-01-01'), ('org_a', 'adam', 'org_admin', '2026-01-01'), ('org_a', 'mia', 'org_member', '2026-01-01'),
    ('org_a', 'vic', 'org_viewer', '2026-01-01'), ('org_a', 'leo', 'org_member', '2026-01-01'), ('org_a', 'tom', 'org_member', '2026-01-01'),
    ('org_a', 'tv', 'org_viewer', '2026-01-01'), ('org_b', 'bea', 'org_owner', '2026-01-01'), ('org_b', 'ben', 'org_member', '2026-01-01');
insert into teams (team_id, org_id, name, updated_at) values
    ('team_1', 'org_a', 'Network', '2026-01-01'), ('team_2', 'org_a', 'Storage', '2026-01-01'), ('team_b', 'org_b', 'Network', '2026-01-01');
insert into team_members (org_id, team_id, user_id, role_id, updated_at) values
    ('org_a', 'team_1', 'leo', 'team_lead', '2026-01-01'), ('org_a', 'team_1', 'tom', 'team_member', '2026-01-01'),
    ('org_a', 'team_1', 'tv', 'team_viewer', '2026-01-01'), ('org_b', 'team_b', 'ben', 'team_member', '2026-01-01');

insert into cases (case_id, owner_id, org_id, team_id, title, description, status, created_at, updated_at) values
    ('case_own', 'zoe', null, null, 'Printer error', 'It does not print', 'consulting', '2026-01-01', '2026-01-01'),
    ('case_a', 'mia', 'org_a', null, 'Database error after upgrade', 'Connections fail', 'investigating', '2026-01-02', '2026-01-02'),
    ('case_t', 'leo', 'org_a', 'team_1', 'Packets lost', 'Between two sites', 'investigating', '2026-01-03', '2026-01-03'),
    ('case_b', 'ben', 'org_b', null, 'Error in billing', 'Sums are wrong', 'investigating', '2026-01-04', '2026-01-04');
insert into uploaded_files (file_id, case_id, filename, size_bytes, storage_path, updated_at) values
    ('file_a', 'case_a', 'pg.log', 100, 's3://x/a', '2026-01-01'), ('file_b', 'case_b', 'b.log', 100, 's3://x/b', '2026-01-01');
insert into evidence (evidence_id, case_id, file_id, category, summary, upload_timestamp, updated_at) values
    ('ev_a', 'case_a', 'file_a', 'LOGS_AND_ERRORS', 'Too many connections', now() - interval '1 day', '2026-01-01'),
    ('ev_a2', 'case_a', null, 'STRUCTURED_CONFIG', 'max_connections is 10', now() - interval '30 days', '2026-01-01'),
    ('ev_b', 'case_b', 'file_b', 'LOGS_AND_ERRORS', 'Rounded twice', now() - interval '1 day', '2026-01-01');
insert into hypotheses (hypothesis_id, case_id, statement, status, likelihood, updated_at) values
    ('hyp_a', 'case_a', 'The pool is too large', 'active', 0.8, '2026-01-01'), ('hyp_a2', 'case_a', 'A leak', 'refuted', 0.1, '2026-01-01'),
    ('hyp_b', 'case_b', 'Floating point', 'validated', 0.9, '2026-01-01');
insert into hypothesis_evidence (case_id, hypothesis_id, evidence_id, stance) values
    ('case_a', 'hyp_a', 'ev_a', 'supports'), ('case_a', 'hyp_a', 'ev_a2', 'supports'), ('case_a', 'hyp_a2', 'ev_a2', 'contradicts');
insert into solutions (solution_id, case_id, hypothesis_id, title, updated_at) values ('sol_a', 'case_a', 'hyp_a', 'Make the pool smaller', '2026-01-01');
insert into case_messages (message_id, case_id, turn_number, role, content) values
    ('msg_a', 'case_a', 1, 'user', 'It fails'), ('msg_a2', 'case_a', 1, 'assistant', 'Show me the log');
insert into case_status_transitions (case_id, from_status, to_status, reason) values ('case_a', 'consulting', 'investigating', 'It is real');
insert into case_tags (case_id, tag) values ('case_a', 'postgresql'), ('case_a', 'database');
insert into agent_tool_calls (case_id, message_id, tool_name, succeeded) values ('case_a', 'msg_a2', 'read_log', true);

insert into kb_documents (document_id, owner_id, org_id, title, visibility, updated_at) values
    ('kb_own', 'zoe', null, 'My notes', 'private', '2026-01-01'), ('kb_a', 'mia', 'org_a', 'Runbook of the database', 'private', '2026-01-01'),
    ('kb_org', 'leo', 'org_a', 'House rules', 'organization', '2026-01-01'), ('kb_b', 'ben', 'org_b', 'Secrets of Globex', 'organization', '2026-01-01');
update kb_documents set tags = array['postgresql'], updated_at = '2026-01-01' where document_id = 'kb_a';
truncate case_sharing_audit, user_audit_log, kb_sharing_audit restart identity;
