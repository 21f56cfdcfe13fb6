insert into t values ('{a,b}', 'b', 'c', '1 day', '1010', '10:00');
