insert into person values (row('Main', 1));
