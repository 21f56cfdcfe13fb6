insert into t (id, kept) values (1, 'a'), (2, 'b');
