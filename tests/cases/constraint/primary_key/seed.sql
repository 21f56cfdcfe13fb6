insert into a values (1, 'a');
insert into b values (1, 'a');
insert into c values (1, 'a');
