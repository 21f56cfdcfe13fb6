insert into t values (1, 'b', '{c}', '[1,2)', '{"a":1}', '(1,2)');
