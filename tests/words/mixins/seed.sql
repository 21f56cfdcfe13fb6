insert into "Document" (id, title) values (1, 'a');
insert into share (id, "Document_id") values (1, 1);
