insert into t (id, status, code, fixed) values (1, 'open', 'a', 'ab');
