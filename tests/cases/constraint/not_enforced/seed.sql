insert into p values (1);
insert into t values (1);
