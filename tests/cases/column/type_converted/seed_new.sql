insert into t values (1, 12.5, true, '2024-01-02');
