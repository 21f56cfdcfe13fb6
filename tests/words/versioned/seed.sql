insert into page (code, body, valid_from) values ('x', 'one', '2026-01-01');
insert into page (code, body, valid_from, valid_to) values ('gone', 'old', '2026-01-01', '2026-02-01');
insert into link values (1, 'x');
create function put_text(p_code text, p_body text) returns integer language sql as
    'select (put_page(row(p_code, p_body, null, null, null, null, null, null, null)::page)).version';
