select format('%s: %s %s %s %s', name, kind, system, tags, info) from roles order by name;
select format('%s: %s %s %s', p.name, r.name, d.name, p.score) from people p
left join roles r on r.id = p.role_id left join people d on d.id = p.deputy_id order by p.name
