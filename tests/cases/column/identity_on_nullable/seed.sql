insert into t values (4, 'a'), (7, 'b');
