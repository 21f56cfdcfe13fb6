insert into place values (1, 'de'), (2, 'us');
