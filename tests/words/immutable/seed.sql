insert into entry values (1, 10), (2, 20);
insert into "Odd Log" values (1);
create table event_2027 partition of event for values from ('2027-01-01') to ('2028-01-01');
insert into event values (1, '2026-02-01'), (2, '2027-02-01');
grant all on event_2026, event_2027 to app;
