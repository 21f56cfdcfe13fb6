insert into t (a) values (row(1, 2));
