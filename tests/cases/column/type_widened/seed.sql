insert into t values (1, 'a', 'b', 1.25, 4, '2024-01-01 10:00:00.123', 'abc'), (2, null, null, null, null, null, null);
