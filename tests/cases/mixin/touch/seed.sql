insert into note (id) values (1), (2); insert into app.note (id) values (1);
