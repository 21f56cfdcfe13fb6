insert into base values (1, 1);
insert into heir values (2, 2);
insert into event values (1, 1);
