select format('%L %L %L', region, "Name", price) from billing."Plan" order by 1
