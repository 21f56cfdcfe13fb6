insert into note values (1, 1, null, null), (2, null, 2, null);
