insert into entry values (1, 10), (2, 20); insert into log values (1);
