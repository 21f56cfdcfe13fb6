insert into app.t (id, owner) values (1, 'a');
