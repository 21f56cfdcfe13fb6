insert into t values (1, 'b', 'c'), (2, 'x', 'y');
