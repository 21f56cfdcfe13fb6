insert into "Odd Note" values ('00000000-0000-0000-0000-000000000001', 1, 'x', null);
