insert into documents values (1, 1), (2, 7);
