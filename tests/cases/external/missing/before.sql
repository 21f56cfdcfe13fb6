create schema auth;
create table auth.users (id integer primary key);
insert into auth.users values (1);
