insert into base (id, status) values (1, 'open'), (2, 'archived');
insert into heir (id, status, extra) values (2, 'archived', 'archived');
