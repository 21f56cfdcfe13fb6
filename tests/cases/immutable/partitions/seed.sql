insert into event values (1, '2026-02-01'), (2, '2028-01-01');
