insert into event (id, kind, note, flag) values (1, 'a', 'x', true), (2, 'b', 'y', false);
