insert into document (id, title) values (1, 'a'), (2, 'b');
insert into "Folder" values (1);
