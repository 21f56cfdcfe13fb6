insert into ticket (id, status, history, step, steps) values
  (1, 'open', '{draft,open}', 'open', null), (2, 'archived', '{open,archived,NULL}', 'archived', '{archived,open}'),
  (3, 'closed', '{}', 'closed', '{}');
