insert into t values (1, '[2024-01-01,2025-01-01)');
