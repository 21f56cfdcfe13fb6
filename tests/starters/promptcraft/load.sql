-- Many rows on top of seed.sql, for the checks that ask for a plan: 100 tenants, 50 000 versions of 40 000 entities, 50 000
-- relationships, events and uses each, and 5 000 embeddings.
-- Triggers and foreign keys are left out: it is the plans that are looked at.
set session_replication_role = replica;

select pgtoml.ensure_partitions('2025-01-19');

insert into tenant (id, slug, name) select md5('t' || i)::uuid, 'tenant-' || i, 'Tenant ' || i from generate_series(1, 100) i;

insert into entity (id, tenant_id, entity_type, title, description, tags, version, valid_from, valid_to, updated_at)
select md5('e' || i)::uuid, md5('t' || (i - 1) % 100 + 1)::uuid,
    (array['context', 'template', 'workflow', 'library'])[i / 100 % 4 + 1], 'Title word' || i % 2000, 'About ' || md5(i::text),
    array['tag-' || i % 500, 'of-' || i % 3], v, '2025-01-01'::timestamptz + v * interval '1 day',
    case when v = 1 and i <= 10000 then '2025-01-03'::timestamptz end, now() - i * interval '1 minute'
from generate_series(1, 40000) i, generate_series(1, case when i <= 10000 then 2 else 1 end) v;

insert into relationship (tenant_id, source_id, target_id, relationship_type, strength)
select md5('t' || (i - 1) % 100 + 1)::uuid, md5('e' || (i - 1) % 40000 + 1)::uuid, md5('e' || (i - 1 + 100 * (1 + i / 40000)) % 40000 + 1)::uuid,
    'depends_on', 0.5
from generate_series(1, 50000) i;

insert into embedding (tenant_id, entity_id, vector, status)
select md5('t' || (i - 1) % 100 + 1)::uuid, md5('e' || i)::uuid, v.vector, 'completed'
from generate_series(1, 5000) i
join (
    select n, array_agg(random())::vector(1536) as vector
    from generate_series(0, 49) n, generate_series(1, 1536) group by n
) v on v.n = i % 50;
reindex index idx_embedding_vector;

insert into event (tenant_id, event_type, aggregate_type, aggregate_id, occurred_at)
select md5('t' || (i - 1) % 100 + 1)::uuid, 'entity.revised', 'entity', md5('e' || i % 40000)::uuid,
    '2025-01-01'::timestamptz + i * interval '2 minutes'
from generate_series(1, 50000) i;

insert into usage_event (tenant_id, entity_id, action, input_tokens, occurred_at)
select md5('t' || (i - 1) % 100 + 1)::uuid, md5('e' || i % 40000)::uuid, 'run', 5,
    '2025-01-19'::timestamptz + i * interval '5 seconds'
from generate_series(1, 50000) i;

analyze;
select refresh_read_model();
