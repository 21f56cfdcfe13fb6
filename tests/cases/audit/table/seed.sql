insert into account values (1, 'a', 'x'), (2, 'b', null);
