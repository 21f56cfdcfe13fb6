insert into used select from generate_series(1, 3);
