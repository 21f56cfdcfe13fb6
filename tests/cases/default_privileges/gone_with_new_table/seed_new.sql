insert into kept values (1);insert into granted values (1);insert into bare values (1);
