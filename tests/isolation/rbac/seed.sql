insert into users values (1), (2), (3);
insert into roles values ('admin', ''), ('viewer', '');
insert into permissions values ('cases.read', 'cases', 'read'), ('cases.write', 'cases', 'write');
insert into role_permissions values ('admin', 'cases.read'), ('admin', 'cases.write'), ('viewer', 'cases.read');
insert into user_roles (user_id, organization_id, role) values (1, 7, 'admin'), (2, 7, 'viewer');
insert into cases values (1);
