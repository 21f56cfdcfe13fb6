insert into t (a) values ('x'), ('y'), ('z');
