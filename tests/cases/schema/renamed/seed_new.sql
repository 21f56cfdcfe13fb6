insert into core.t (status) values ('open');
