insert into t values (1, '12,50', 1, '2024-01-02');
