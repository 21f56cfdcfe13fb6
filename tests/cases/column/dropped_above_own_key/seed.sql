insert into event (id, kind, size) values (1, '1', 1), (2, '1', 2);
