select v::text from v order by id
