insert into ticket values ('open'), (default);
