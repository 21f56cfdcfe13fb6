insert into events values (1, 1), (2, 2), (11, 1), (12, 2);
grant select on events_2 to app;
