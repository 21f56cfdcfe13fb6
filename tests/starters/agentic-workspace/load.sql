-- 50 000 documents, chunks and runs over 100 workspaces; the chunks of A and B have embeddings.
insert into tenants (id, name, slug)
select ('f0000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'T' || n, 't-' || n from generate_series(1, 98) n;
insert into documents (tenant_id, filename, file_type, file_size, status, storage_key, created_at)
select case n % 100 when 0 then 'a0000000-0000-0000-0000-000000000000' when 1 then 'b0000000-0000-0000-0000-000000000000'
       else ('f0000000-0000-0000-0000-' || lpad((n % 100 - 1)::text, 12, '0'))::uuid end,
    n || '.pdf', 'application/pdf', n, case when n % 97 = 0 then 'failed' when n % 89 = 0 then 'pending' else 'completed' end, 'load/' || n,
    timestamptz '2026-01-01' + n * interval '1 minute'
from generate_series(1, 50000) n;
insert into evaluation_runs (tenant_id, query, created_at)
select tenant_id, 'q', created_at from documents where storage_key like 'load/%';
insert into chunks (document_id, content, embedding)
select id, 'load ' || n, case when n % 100 < 2 then
    (select array_agg(abs(hashint8(n * 10000 + g) % 1000)) from generate_series(1, 1536) g)::vector(1536) end
from (select id, file_size as n from documents where storage_key like 'load/%') d;
analyze;
