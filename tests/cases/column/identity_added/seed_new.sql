insert into t (n, a) values (1, 'x');
