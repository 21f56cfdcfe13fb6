insert into event values (1, 'a');
insert into event values (150, 'b');
