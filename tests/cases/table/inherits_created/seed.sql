insert into child (id, extra) values (2, 'b');
