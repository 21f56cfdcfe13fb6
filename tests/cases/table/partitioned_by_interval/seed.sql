insert into log select n, n::text from generate_series(0, 250) n;
