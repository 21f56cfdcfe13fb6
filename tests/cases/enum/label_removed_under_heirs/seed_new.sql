insert into base (id, status) values (1, 'open');
insert into heir (id, status, extra) values (2, 'closed', 'open');
