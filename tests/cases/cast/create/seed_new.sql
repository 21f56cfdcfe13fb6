insert into t (price) values (default);
