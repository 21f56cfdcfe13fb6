insert into t (a) values ('y');
