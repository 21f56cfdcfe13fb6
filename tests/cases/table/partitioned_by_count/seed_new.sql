insert into part select n, n::text from generate_series(1, 20) n;
