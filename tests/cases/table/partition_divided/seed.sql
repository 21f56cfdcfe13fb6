insert into log select '2024-12-01'::date + n, chr(97 + n % 3), n from generate_series(1, 80) n;
