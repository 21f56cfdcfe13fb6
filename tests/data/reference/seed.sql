insert into roles (name) values ('of the application');
update people set score = 0 where name = 'Ann';
update roles set system = false where name = 'owner';
