insert into users values (1), (2), (3);
insert into cases values (1);
