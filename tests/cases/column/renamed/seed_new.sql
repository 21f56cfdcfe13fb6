insert into people (id, email) values (1, 'a@b'), (2, 'c@d');
insert into letters values ('a@b');
