insert into ticket values (1);
