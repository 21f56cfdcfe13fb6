insert into child values (1, null);
