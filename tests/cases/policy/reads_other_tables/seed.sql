insert into member values ('a', 1);
insert into doc values (1);
