insert into t (id, n, a) values (1, 1, 'x');
