insert into t (id, status, code, kind) values (1, 'new', 'x', 'a');
