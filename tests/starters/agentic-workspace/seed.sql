-- Two workspaces, A and B. Ann owns A and is a viewer in B; Bob is a member of A, Vic a viewer, Adm an administrator;
-- Eve owns B. Zoe belongs to none.
insert into users (id, email, hashed_password, full_name) values
    ('00000000-0000-0000-0000-000000000001', 'ann@example.com', 'hash of ann', 'Ann'),
    ('00000000-0000-0000-0000-000000000002', 'bob@example.com', 'hash of bob', 'Bob'),
    ('00000000-0000-0000-0000-000000000003', 'vic@example.com', 'hash of vic', 'Vic'),
    ('00000000-0000-0000-0000-000000000004', 'eve@example.com', 'hash of eve', 'Eve'),
    ('00000000-0000-0000-0000-000000000005', 'adm@example.com', 'hash of adm', 'Adm'),
    ('00000000-0000-0000-0000-000000000006', 'zoe@example.com', 'hash of zoe', 'Zoe');
update users set created_at = '2026-01-01', updated_at = '2026-01-01';
insert into tenants (id, name, slug, created_at, updated_at) values
    ('a0000000-0000-0000-0000-000000000000', 'A', 'a', '2026-01-01', '2026-01-01'),
    ('b0000000-0000-0000-0000-000000000000', 'B', 'b', '2026-01-01', '2026-01-01');
insert into user_tenants (user_id, tenant_id, role) values
    ('00000000-0000-0000-0000-000000000001', 'a0000000-0000-0000-0000-000000000000', 'owner'),
    ('00000000-0000-0000-0000-000000000001', 'b0000000-0000-0000-0000-000000000000', 'viewer'),
    ('00000000-0000-0000-0000-000000000002', 'a0000000-0000-0000-0000-000000000000', 'member'),
    ('00000000-0000-0000-0000-000000000003', 'a0000000-0000-0000-0000-000000000000', 'viewer'),
    ('00000000-0000-0000-0000-000000000004', 'b0000000-0000-0000-0000-000000000000', 'owner'),
    ('00000000-0000-0000-0000-000000000005', 'a0000000-0000-0000-0000-000000000000', 'admin');
insert into documents (id, tenant_id, user_id, filename, file_type, file_size, status, storage_key, created_at, updated_at) values
    ('d0000000-0000-0000-0000-00000000000a', 'a0000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000002',
     'a.pdf', 'application/pdf', 10, 'completed', 'a/1', '2026-01-01', '2026-01-01'),
    ('d0000000-0000-0000-0000-00000000000b', 'b0000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000004',
     'b.pdf', 'application/pdf', 20, 'pending', 'b/1', '2026-01-01', '2026-01-01');

-- The unit vector along one axis.
create function axis(n integer) returns vector language sql immutable
    as $$ select array_agg((g = n)::integer order by g)::vector(1536) from generate_series(1, 1536) g $$;
insert into chunks (id, document_id, content, embedding) values
    ('c0000000-0000-0000-0000-0000000000a1', 'd0000000-0000-0000-0000-00000000000a', 'a first', axis(1)),
    ('c0000000-0000-0000-0000-0000000000a2', 'd0000000-0000-0000-0000-00000000000a', 'a second', axis(2)),
    ('c0000000-0000-0000-0000-0000000000b1', 'd0000000-0000-0000-0000-00000000000b', 'b first', axis(1));
insert into evaluation_runs (id, tenant_id, user_id, query, response, latency_ms, token_count, quality_score, user_feedback) values
    ('e0000000-0000-0000-0000-00000000000a', 'a0000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000003',
     'why?', 'because', 120, 300, 0.9, 'thumbs_up'),
    ('e0000000-0000-0000-0000-00000000000b', 'b0000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000004',
     'how?', null, null, null, null, null);
