select r::text from roles r order by name;
select u::text from users u order by id
