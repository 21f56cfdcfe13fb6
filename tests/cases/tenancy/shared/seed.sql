insert into templates values (1, 1, false), (2, 2, false), (3, null, false), (4, 1, true);
insert into steps values (1, 1), (2, 2), (3, 3);
