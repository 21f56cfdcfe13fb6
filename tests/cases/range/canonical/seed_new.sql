insert into t (w) values (default);
