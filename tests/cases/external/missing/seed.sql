drop table auth.users;
insert into t values (1);
