insert into b.t values (1);
