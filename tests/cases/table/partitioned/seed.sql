insert into event (at) values ('2024-05-01'), ('2025-05-01'), ('2030-01-01');
