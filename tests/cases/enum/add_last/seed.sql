insert into ticket values (1, 'open'), (2, 'closed');
