insert into note (id, owner) values (1, 1);
