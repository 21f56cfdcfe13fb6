insert into named values ('a');
insert into dated values ('2024-01-02');
insert into placed values ('(1,2)');
insert into thing (name, at, id) values ('b', '2024-01-03', 1);
