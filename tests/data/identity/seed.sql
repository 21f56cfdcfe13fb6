insert into a (name) values ('next');
insert into b (name) values ('next');
insert into down (name) values ('next')
