insert into t (a) values (2), (5);
