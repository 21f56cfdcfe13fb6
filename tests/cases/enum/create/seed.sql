insert into ticket values (1, 'open', '{open,"it''s closed"}');
