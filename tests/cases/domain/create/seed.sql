insert into person values ('a@b', 1);
