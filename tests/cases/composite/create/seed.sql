insert into person values (row('Main', '123', '{a,b}', 'x'));
