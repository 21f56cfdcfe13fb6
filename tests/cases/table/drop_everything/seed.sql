insert into one (id, code, status) values (2, 'x', 'a');
insert into two (one) values (2);
