insert into note (id, owner, title, deleted_at) values
    (1, 'ann', 'a', null), (2, 'ann', 'b', now() - interval '10 days'), (3, 'ann', 'c', now() - interval '40 days'),
    (4, 'bob', 'a', null), (5, 'bob', 'c', now() - interval '40 days');
insert into pair (a, b, gone_at) values (1, 'x', null), (1, 'y', now() - interval '25 hours'), (2, 'x', now() - interval '23 hours');
grant select on pair_live to app;
