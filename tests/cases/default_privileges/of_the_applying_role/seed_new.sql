insert into granted values (1);
