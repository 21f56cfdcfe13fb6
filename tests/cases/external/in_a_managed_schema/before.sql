create table places (id integer primary key, name text default 'x');
create index places_name_idx on places (name);
create function places_count() returns bigint language sql as 'select count(*) from places';
insert into places values (1);
