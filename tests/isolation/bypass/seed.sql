insert into documents values (1, 1), (2, 2);
insert into accounts values (1, 1), (2, 2);
