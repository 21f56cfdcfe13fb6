insert into t values (1, 2);
insert into v values (1, 2);
