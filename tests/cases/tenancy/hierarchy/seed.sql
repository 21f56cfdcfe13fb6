insert into units values (1, null), (2, 1), (3, 2), (4, null);
insert into documents select id, id from units;
insert into team_pairs values (1, 2), (1, 3), (2, 3);
insert into notes values (1, 1), (2, 2), (3, 3), (4, 4);
insert into members values ('ann', 2), ('bob', 1);
