insert into event (id, kind) values (1, '1'), (2, '1');
