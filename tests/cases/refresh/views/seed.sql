insert into sale values (1, 'a', 10), (2, 'b', 20);
