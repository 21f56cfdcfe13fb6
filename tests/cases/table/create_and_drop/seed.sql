insert into plain values (1, 'a', 'b');
insert into "Odd Table" values (1, 1);
