insert into event (id) select generate_series(1, 10);
