insert into files (title) values ('one'), ('two');
insert into pages values (1), (2);
