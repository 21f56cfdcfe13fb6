insert into documents values (1, 'a', 'eu'), (2, 'b', 'us');
