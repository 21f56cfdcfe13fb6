-- Many rows on top of seed.sql, for the checks that ask for a plan: 100 solutions, 200 oracles, 50 000 documents, chunks,
-- messages and workflows each.
-- Triggers and foreign keys are left out: it is the plans that are looked at.
set session_replication_role = replica;

insert into solutions (id, slug, name, industry, status, created_at)
select md5('s' || i)::uuid, 'solution-' || i, 'Solution ' || md5(i::text), 'trade_' || i % 20,
    case when i % 10 = 0 then 'archived' else 'active' end, now() - i * interval '1 day'
from generate_series(1, 100) i;

insert into oracles (id, solution_id, oracle_name, llm_model)
select md5('o' || i)::uuid, md5('s' || (i - 1) % 100 + 1)::uuid, 'oracle-' || i, 'model-' || i % 7
from generate_series(1, 200) i;

insert into documents (id, oracle_id, solution_id, filename, file_type, file_size_bytes, storage_path, mime_type, status,
    error_message, tags, metadata, created_at)
select md5('d' || i)::uuid, md5('o' || (i - 1) % 200 + 1)::uuid, md5('s' || (i - 1) % 100 + 1)::uuid,
    md5(i::text) || '.pdf', 'pdf', i, '/storage/' || i, 'application/pdf',
    case when i % 50 = 0 then 'failed' when i % 40 = 0 then 'pending' else 'completed' end,
    case when i % 50 = 0 then 'unreadable' end,
    array['tag-' || i % 500, 'of-' || i % 3], jsonb_build_object('case', i), now() - i * interval '1 minute'
from generate_series(1, 50000) i;

insert into document_chunks (document_id, oracle_id, solution_id, chunk_index, content, token_count)
select md5('d' || i)::uuid, md5('o' || (i - 1) % 200 + 1)::uuid, md5('s' || (i - 1) % 100 + 1)::uuid, 0,
    'word' || i % 1000 || ' ' || md5(i::text), 5
from generate_series(1, 50000) i;

insert into conversations (id, oracle_id, solution_id, session_id, last_message_at)
select md5('c' || i)::uuid, md5('o' || (i - 1) % 200 + 1)::uuid, md5('s' || (i - 1) % 100 + 1)::uuid, 'session-' || i,
    now() - i * interval '1 minute'
from generate_series(1, 400) i;

insert into messages (conversation_id, oracle_id, solution_id, role, content, sequence_number, sources, created_at)
select md5('c' || (i - 1) % 400 + 1)::uuid, md5('o' || (i - 1) % 200 + 1)::uuid, md5('s' || (i - 1) % 100 + 1)::uuid,
    'user', 'question ' || md5(i::text), (i - 1) / 400 + 1, jsonb_build_array(jsonb_build_object('chunk_id', i)),
    now() - i * interval '1 minute'
from generate_series(1, 50000) i;

insert into temporal_workflows (workflow_id, workflow_type, solution_id, document_id, status, finished_at, started_at,
    input_data)
select 'workflow-' || i, 'ProcessDocumentWorkflow', md5('s' || (i - 1) % 100 + 1)::uuid, md5('d' || i)::uuid,
    case when i % 500 = 0 then 'running' else 'completed' end, case when i % 500 <> 0 then now() end,
    now() - interval '1 hour', jsonb_build_object('n', i)
from generate_series(1, 50000) i;
