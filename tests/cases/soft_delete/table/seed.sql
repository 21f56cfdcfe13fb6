insert into note values (1, 'ann', 'a'), (2, 'bob', 'a'); insert into old_note values (1, null), (2, '2020-01-01');
