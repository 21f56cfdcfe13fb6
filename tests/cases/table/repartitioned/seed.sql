insert into measure (day, place) select '2024-01-15'::date + n, case n % 3 when 0 then 'x' when 1 then 'y' end from generate_series(1, 60) n;
