insert into base values (1, 'a');
insert into child values (2, 'b', 'c');
