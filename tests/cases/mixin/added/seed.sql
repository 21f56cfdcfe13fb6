insert into a (id, x, note) values (1, 1, 'one'), (2, 2, 'two');
