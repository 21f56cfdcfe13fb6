insert into ticket values (1, 'open', null), (2, 'closed', 'it''s');
