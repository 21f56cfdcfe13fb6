-- Two tenants, a and b.

insert into tenant (id, slug, name, plan) values
    ('a0000000-0000-0000-0000-000000000000', 'acme', 'Acme', 'pro'),
    ('b0000000-0000-0000-0000-000000000000', 'globex', 'Globex', 'free');

insert into "user" (id, tenant_id, email, display_name, role, auth_provider, provider_user_id, password_hash) values
    ('a1000000-0000-0000-0000-000000000001', 'a0000000-0000-0000-0000-000000000000', 'ann@acme.example', 'Ann', 'owner',
     'password', null, '$2a$10$abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUVWXYZ01234'),
    ('a1000000-0000-0000-0000-000000000002', 'a0000000-0000-0000-0000-000000000000', 'art@acme.example', 'Art', 'member',
     'github', '4711', null),
    ('b1000000-0000-0000-0000-000000000001', 'b0000000-0000-0000-0000-000000000000', 'bob@globex.example', 'Bob', 'owner',
     'google', '0815', null);

-- The first entity has a version before its current one.
insert into entity (version_id, id, tenant_id, entity_type, title, description, content, tags, owner_id, visibility, status,
    version, valid_from, valid_to, previous_version_id, created_at)
values
    ('a3000000-0000-0000-0000-000000000001', 'a2000000-0000-0000-0000-000000000001', 'a0000000-0000-0000-0000-000000000000',
     'context', 'Voice', 'How we write', '{"prompt": "Be brief"}', '{style}', 'a1000000-0000-0000-0000-000000000001', 'tenant',
     'draft', 1, '2025-01-01', '2025-03-15', null, '2025-01-01'),
    ('a3000000-0000-0000-0000-000000000002', 'a2000000-0000-0000-0000-000000000001', 'a0000000-0000-0000-0000-000000000000',
     'context', 'Brand voice', 'How we write', '{"prompt": "Be brief and warm"}', '{style,brand}',
     'a1000000-0000-0000-0000-000000000001', 'tenant', 'published', 2, '2025-03-15', null,
     'a3000000-0000-0000-0000-000000000001', '2025-01-01');

insert into entity (id, tenant_id, entity_type, title, description, tags, owner_id, visibility, valid_from) values
    ('a2000000-0000-0000-0000-000000000002', 'a0000000-0000-0000-0000-000000000000', 'template', 'Blog post',
     'A post of 600 words in our voice', '{writing}', 'a1000000-0000-0000-0000-000000000001', 'private', '2025-01-01'),
    ('a2000000-0000-0000-0000-000000000003', 'a0000000-0000-0000-0000-000000000000', 'library', 'Marketing',
     'All that marketing needs', '{}', 'a1000000-0000-0000-0000-000000000001', 'tenant', '2025-01-01'),
    ('a2000000-0000-0000-0000-000000000004', 'a0000000-0000-0000-0000-000000000000', 'template', 'Newsletter',
     'A blog post, shortened', '{writing}', 'a1000000-0000-0000-0000-000000000002', 'private', '2025-01-01'),
    ('a2000000-0000-0000-0000-000000000005', 'a0000000-0000-0000-0000-000000000000', 'context', 'Tone of letters',
     'How we write to customers', '{style}', 'a1000000-0000-0000-0000-000000000002', 'private', '2025-01-01'),
    ('a2000000-0000-0000-0000-000000000006', 'a0000000-0000-0000-0000-000000000000', 'workflow', 'Publish',
     'From draft to site', '{}', null, 'private', '2025-01-01'),
    ('b2000000-0000-0000-0000-000000000001', 'b0000000-0000-0000-0000-000000000000', 'context', 'Legal voice',
     'How lawyers write', '{style}', 'b1000000-0000-0000-0000-000000000001', 'tenant', '2025-01-01');

insert into relationship (tenant_id, source_id, target_id, relationship_type, strength) values
    ('a0000000-0000-0000-0000-000000000000', 'a2000000-0000-0000-0000-000000000002', 'a2000000-0000-0000-0000-000000000001', 'depends_on', 1.0),
    ('a0000000-0000-0000-0000-000000000000', 'a2000000-0000-0000-0000-000000000001', 'a2000000-0000-0000-0000-000000000003', 'part_of', 1.0),
    ('a0000000-0000-0000-0000-000000000000', 'a2000000-0000-0000-0000-000000000004', 'a2000000-0000-0000-0000-000000000002', 'derived_from', 0.9),
    ('a0000000-0000-0000-0000-000000000000', 'a2000000-0000-0000-0000-000000000001', 'a2000000-0000-0000-0000-000000000005', 'suggests', 0.85),
    ('a0000000-0000-0000-0000-000000000000', 'a2000000-0000-0000-0000-000000000005', 'a2000000-0000-0000-0000-000000000002', 'suggests', 0.4);

insert into embedding (tenant_id, entity_id, vector, status)
select tenant_id, entity_id, ('[' || x || ',' || y || repeat(',0', 1534) || ']')::vector, 'completed'
from (values
    ('a0000000-0000-0000-0000-000000000000'::uuid, 'a2000000-0000-0000-0000-000000000001'::uuid, 1, 0),
    ('a0000000-0000-0000-0000-000000000000', 'a2000000-0000-0000-0000-000000000005', 4, 3),
    ('a0000000-0000-0000-0000-000000000000', 'a2000000-0000-0000-0000-000000000002', 3, 4),
    ('a0000000-0000-0000-0000-000000000000', 'a2000000-0000-0000-0000-000000000004', 0, 1),
    ('b0000000-0000-0000-0000-000000000000', 'b2000000-0000-0000-0000-000000000001', 1, 0)
) v (tenant_id, entity_id, x, y);

insert into embedding (tenant_id, entity_id) values
    ('a0000000-0000-0000-0000-000000000000', 'a2000000-0000-0000-0000-000000000003');

insert into favorite (tenant_id, user_id, entity_id) values
    ('a0000000-0000-0000-0000-000000000000', 'a1000000-0000-0000-0000-000000000001', 'a2000000-0000-0000-0000-000000000001'),
    ('a0000000-0000-0000-0000-000000000000', 'a1000000-0000-0000-0000-000000000002', 'a2000000-0000-0000-0000-000000000001'),
    ('b0000000-0000-0000-0000-000000000000', 'b1000000-0000-0000-0000-000000000001', 'b2000000-0000-0000-0000-000000000001');

insert into share (id, tenant_id, entity_id, shared_by, shared_with, permission) values
    ('a6000000-0000-0000-0000-000000000001', 'a0000000-0000-0000-0000-000000000000', 'a2000000-0000-0000-0000-000000000002',
     'a1000000-0000-0000-0000-000000000001', 'a1000000-0000-0000-0000-000000000002', 'comment');

insert into suggestion (tenant_id, user_id, entity_id, suggested_id, score, reason) values
    ('a0000000-0000-0000-0000-000000000000', 'a1000000-0000-0000-0000-000000000001', 'a2000000-0000-0000-0000-000000000001',
     'a2000000-0000-0000-0000-000000000005', 0.85, 'both are about style');

insert into session (tenant_id, user_id, token_hash, expires_at) values
    ('a0000000-0000-0000-0000-000000000000', 'a1000000-0000-0000-0000-000000000001', sha256('token of ann'), now() + interval '1 day'),
    ('b0000000-0000-0000-0000-000000000000', 'b1000000-0000-0000-0000-000000000001', sha256('token of bob'), now() + interval '1 day');

insert into usage_event (tenant_id, user_id, entity_id, action, model, input_tokens, output_tokens, cost_usd, occurred_at, metadata) values
    ('a0000000-0000-0000-0000-000000000000', 'a1000000-0000-0000-0000-000000000001', 'a2000000-0000-0000-0000-000000000002', 'run',
     'claude', 100, 50, 0.01, now() - interval '1 hour', '{"composed": ["a2000000-0000-0000-0000-000000000001"]}'),
    ('a0000000-0000-0000-0000-000000000000', 'a1000000-0000-0000-0000-000000000002', 'a2000000-0000-0000-0000-000000000002', 'compress',
     'claude', 1000, 200, 0.05, now() - interval '2 hours', '{"compression_ratio": 0.2}'),
    ('a0000000-0000-0000-0000-000000000000', 'a1000000-0000-0000-0000-000000000002', 'a2000000-0000-0000-0000-000000000001', 'view',
     null, 0, 0, 0, now() - interval '40 days', '{}'),
    ('b0000000-0000-0000-0000-000000000000', 'b1000000-0000-0000-0000-000000000001', 'b2000000-0000-0000-0000-000000000001', 'run',
     'claude', 10, 5, 0.001, now() - interval '1 hour', '{}');

insert into event (tenant_id, event_type, aggregate_type, aggregate_id, aggregate_version, occurred_at) values
    ('a0000000-0000-0000-0000-000000000000', 'entity.created', 'entity', 'a2000000-0000-0000-0000-000000000001', 1, '2024-01-01'),
    ('b0000000-0000-0000-0000-000000000000', 'entity.created', 'entity', 'b2000000-0000-0000-0000-000000000001', 1, '2024-01-01');

select refresh_read_model();
