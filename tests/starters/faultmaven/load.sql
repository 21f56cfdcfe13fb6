-- 50 000 cases, 50 000 pieces of evidence of which case_a has 500, and as many messages.
insert into cases (case_id, owner_id, title, description)
select 'load_' || n, 'u' || n % 1000, case when n % 200 = 0 then 'Error ' else 'Trouble ' end || n, 'Load' from generate_series(1, 50000) n;
insert into evidence (case_id, category, summary, upload_timestamp)
select case when n % 100 = 0 then 'case_a' else 'load_' || n end,
    case when n % 97 = 0 or n % 1000 = 0 then 'LOGS_AND_ERRORS' else (enum_range(null::evidence_category))[2 + n % 6] end,
    'Line ' || n, now() - n * interval '1 minute'
from generate_series(1, 50000) n;
insert into case_messages (case_id, turn_number, role, content)
select 'load_' || n % 1000 + 1, n / 1000, 'user', case when n % 500 = 0 then 'a kernel panic' else 'nothing new' end from generate_series(1, 50000) n;
analyze;
