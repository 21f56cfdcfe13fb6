insert into documents values (1, 1), (2, 2);
insert into chunks values (1, 1), (2, 2);
insert into marks values (1, 1), (2, 2);
