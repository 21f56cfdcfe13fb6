insert into a.ticket (code, pair) values ('x', '(1,open)'), ('y', null);
insert into note values (1, 'open');
