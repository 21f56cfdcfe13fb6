insert into documents values (1, 1), (2, 7);
insert into logs values (1, 1);
