select format('a %s %s', id, name) from a order by id;
select format('b %s %s', id, name) from b order by id;
select format('down %s %s', id, name) from down order by id;
select format('%s %s', sequencename, last_value) from pg_sequences order by 1
