insert into a values (1, 'x'); insert into event values (1, '2026-02-01');
