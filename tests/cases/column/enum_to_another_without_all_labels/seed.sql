insert into ticket values ('open');
