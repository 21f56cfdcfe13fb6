insert into sale values (1), (2);
