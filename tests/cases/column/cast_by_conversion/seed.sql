insert into t (id, at, kind) values (1, 1000000000, 'plain'), (2, 5, 'fancy');
