insert into note (id, user_id) values (1, 1);
