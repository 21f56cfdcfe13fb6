insert into t (a, b, c) values ('x', 'y', 'z');
