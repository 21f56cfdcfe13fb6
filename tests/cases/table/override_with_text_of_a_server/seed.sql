insert into base values (1, 'open'); insert into heir (id, extra) values (2, 'open');
