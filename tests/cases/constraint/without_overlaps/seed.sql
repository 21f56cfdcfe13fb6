insert into room values (1, '[2024-01-01,2025-01-01)');
insert into booking values (1, '[2024-02-01,2024-03-01)');
