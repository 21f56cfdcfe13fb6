insert into closed (id) values (1);
insert into forced (id) values (1);
