insert into notes values (1, 1), (2, 2);
insert into notes_public values (1, 1), (2, 2);
insert into files values (1, 'ann', false), (2, 'bob', false), (3, 'ann', true);
