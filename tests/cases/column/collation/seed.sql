insert into t values ('a', 'B');
