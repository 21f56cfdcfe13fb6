insert into ticket values ('open', 'closed'), ('closed', null);
