insert into t (at) values (null);
