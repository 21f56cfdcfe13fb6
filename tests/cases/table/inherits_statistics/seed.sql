insert into base values (1, 'a');
insert into heir values (2, 'b', 'c');
