insert into t values (1, 2, 3);
insert into u values (1, 2);
