insert into person values (1, row('Main'));
