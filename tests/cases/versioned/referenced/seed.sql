insert into page (code, body) values ('x', 'one'), ('y', 'two'); insert into link (id, page) values (1, 'x');
