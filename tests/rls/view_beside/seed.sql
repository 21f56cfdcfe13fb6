insert into documents values (1, 1, 'a'), (2, 2, 'b');
insert into secrets values (1, 1, 'a'), (2, 2, 'b');
