insert into t (a, b) values (0, 'x');
