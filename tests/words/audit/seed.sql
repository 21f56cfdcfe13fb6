insert into account (id, name, secret) values (1, 'a', 'x'), (2, 'b', null);
insert into part values (1, 'x', 'n');
insert into event values (1, '2026-02-01');
grant all on event_2026 to app;
truncate audit_log;
