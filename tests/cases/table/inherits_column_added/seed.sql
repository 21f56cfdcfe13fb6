insert into base values (1);
insert into child (id, extra) values (2, 'b');
