insert into event values (1);
