insert into person values (1, null), (2, 1);
insert into pet values (1, 2);
