insert into documents values (1, 'a0000000-0000-0000-0000-000000000000', 'of A'), (2, 'b0000000-0000-0000-0000-000000000000', 'of B');
grant create, usage on schema public to owner;
