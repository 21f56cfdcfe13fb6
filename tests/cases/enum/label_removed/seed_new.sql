insert into ticket (id, status, history, step, steps) values
  (1, 'open', '{draft,open}', 'open', null), (3, 'closed', '{}', 'closed', '{}');
