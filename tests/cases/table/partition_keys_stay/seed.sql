insert into event (id, code) values (1, 'a'), (150, 'b'), (1000, 'c');
