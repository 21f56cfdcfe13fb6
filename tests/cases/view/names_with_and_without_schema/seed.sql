insert into app.users values (1, 'a');
insert into note (id, user_id) values (1, 1);
