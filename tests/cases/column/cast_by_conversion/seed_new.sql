insert into t (id, at, kind) values (1, '2024-01-02 00:00:00+00', 'plain'), (2, '1980-01-02 00:00:00+00', 'big');
