insert into thing values ('x');
