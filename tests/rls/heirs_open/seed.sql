insert into events values (1, 1, 'a'), (2, 2, 'b');
insert into secret_events values (3, 1, 'c'), (4, 2, 'd');
