insert into measure (id, low, high) values (1, 2, 3);
