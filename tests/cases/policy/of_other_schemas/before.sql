create schema auth;
create table auth.users (id integer);
alter table auth.users enable row level security;
create policy own on auth.users using (id > 0);
create table foreign_one (id integer);
alter table foreign_one enable row level security;
create policy own on foreign_one using (id > 0);
