insert into t values ('one word');
