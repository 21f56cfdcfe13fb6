insert into folders values (1, 1), (2, 2);
insert into documents values (1, 1, 1), (2, 2, 2);
