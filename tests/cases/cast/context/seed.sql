insert into t values (row(5));
