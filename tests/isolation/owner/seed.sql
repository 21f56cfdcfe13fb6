insert into notes values (1, 'a', 1), (2, 'a', 2), (3, 'b', 1);
insert into drafts values (1, 1), (2, 2);
