insert into note (title) values ('a'), ('b');
