insert into thing values (7);
