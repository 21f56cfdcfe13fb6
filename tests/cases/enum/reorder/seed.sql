insert into ticket values ('open', null), ('closed', 'open'), ('held', 'closed');
