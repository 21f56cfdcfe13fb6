insert into events values (1, 1), (2, 2), (11, 1), (12, 2);
