insert into person values ('a@b'), (null);
