create schema auth;
create type auth.level as enum ('low', 'high');
create table auth.users (id integer primary key, email text unique, level auth.level not null default 'low');
create function auth.uid() returns integer language sql stable as 'select 1';
create view auth.active as select id from auth.users;
insert into auth.users values (1, 'a'), (2, 'b');
