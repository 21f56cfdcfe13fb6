insert into app.t (status) values ('open');
