insert into users values (1), (2);
insert into events (user_id, body, at) select 1 + n % 2, 'e' || n, '2024-01-01'::timestamptz + n * interval '1 day' from generate_series(1, 20) n;
insert into notes values (1, 100), (2, 119), (3, null);
refresh materialized view per_user;
