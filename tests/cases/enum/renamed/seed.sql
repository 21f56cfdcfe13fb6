insert into t values ('open', '{open}', '2026-01-01');
