insert into t (a) values ('one word');
