insert into stay (id) values (1);
