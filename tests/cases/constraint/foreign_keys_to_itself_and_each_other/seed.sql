insert into team (id) values (1);
insert into person (id) values (1);
