insert into event values (1, '2026-01-01');
