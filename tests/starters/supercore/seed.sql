-- Two solutions, a and b, with one of everything each.

insert into solutions (id, slug, name, industry, status) values
    ('a0000000-0000-0000-0000-000000000000', 'acme-corp', 'ACME Corporation', 'fintech', 'active'),
    ('b0000000-0000-0000-0000-000000000000', 'globex', 'Globex', 'retail', 'active');

insert into oracles (id, solution_id, oracle_name, oracle_type, system_prompt) values
    ('a1000000-0000-0000-0000-000000000000', 'a0000000-0000-0000-0000-000000000000', 'financial-advisor', 'domain',
     'You are a financial advisor specializing in investment strategies.'),
    ('b1000000-0000-0000-0000-000000000000', 'b0000000-0000-0000-0000-000000000000', 'shop-assistant', 'domain',
     'You know what is in the shop.');

insert into documents (id, oracle_id, solution_id, filename, file_type, file_size_bytes, storage_path, mime_type, status) values
    ('a2000000-0000-0000-0000-000000000000', 'a1000000-0000-0000-0000-000000000000', 'a0000000-0000-0000-0000-000000000000',
     'investment-guide.pdf', 'pdf', 1048576, '/storage/acme-corp/investment-guide.pdf', 'application/pdf', 'completed'),
    ('b2000000-0000-0000-0000-000000000000', 'b1000000-0000-0000-0000-000000000000', 'b0000000-0000-0000-0000-000000000000',
     'catalogue.csv', 'csv', 2048, '/storage/globex/catalogue.csv', 'text/csv', 'pending');

insert into document_chunks (id, document_id, oracle_id, solution_id, chunk_index, content, token_count) values
    ('a3000000-0000-0000-0000-000000000000', 'a2000000-0000-0000-0000-000000000000', 'a1000000-0000-0000-0000-000000000000',
     'a0000000-0000-0000-0000-000000000000', 0, 'Bonds are lent money. Shares are owned companies.', 10),
    ('a3000000-0000-0000-0000-000000000001', 'a2000000-0000-0000-0000-000000000000', 'a1000000-0000-0000-0000-000000000000',
     'a0000000-0000-0000-0000-000000000000', 1, 'Diversified investing lowers the risk.', 7),
    ('b3000000-0000-0000-0000-000000000000', 'b2000000-0000-0000-0000-000000000000', 'b1000000-0000-0000-0000-000000000000',
     'b0000000-0000-0000-0000-000000000000', 0, 'A bond of glue holds the shelf.', 8);

insert into conversations (id, oracle_id, solution_id, session_id) values
    ('a4000000-0000-0000-0000-000000000000', 'a1000000-0000-0000-0000-000000000000', 'a0000000-0000-0000-0000-000000000000',
     'session-a'),
    ('b4000000-0000-0000-0000-000000000000', 'b1000000-0000-0000-0000-000000000000', 'b0000000-0000-0000-0000-000000000000',
     'session-b');

insert into messages (id, conversation_id, oracle_id, solution_id, role, content, sequence_number) values
    ('a5000000-0000-0000-0000-000000000000', 'a4000000-0000-0000-0000-000000000000', 'a1000000-0000-0000-0000-000000000000',
     'a0000000-0000-0000-0000-000000000000', 'user', 'What are bonds?', 1),
    ('b5000000-0000-0000-0000-000000000000', 'b4000000-0000-0000-0000-000000000000', 'b1000000-0000-0000-0000-000000000000',
     'b0000000-0000-0000-0000-000000000000', 'user', 'Where is the glue?', 1);

insert into temporal_workflows (id, workflow_id, workflow_type, solution_id, oracle_id, document_id, total_steps) values
    ('a6000000-0000-0000-0000-000000000000', 'process-a', 'ProcessDocumentWorkflow', 'a0000000-0000-0000-0000-000000000000',
     'a1000000-0000-0000-0000-000000000000', 'a2000000-0000-0000-0000-000000000000', 5),
    ('b6000000-0000-0000-0000-000000000000', 'process-b', 'ProcessDocumentWorkflow', 'b0000000-0000-0000-0000-000000000000',
     'b1000000-0000-0000-0000-000000000000', 'b2000000-0000-0000-0000-000000000000', 5);
