insert into ticket values ('open'), ('closed');
