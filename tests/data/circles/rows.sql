select format('%s %s', name, lead) from teams order by name;
select format('%s %s %s', name, team, boss) from people order by name;
select format('left %s %s', id, right_id) from "left" order by id;
select format('right %s %s', id, left_id) from "right" order by id
