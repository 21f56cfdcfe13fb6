insert into t values (1, 'open', 'a');
