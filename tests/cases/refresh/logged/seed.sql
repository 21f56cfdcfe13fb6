insert into sale values (1, 'a'), (2, 'b');
