alter default privileges in schema public grant select, insert on tables to case_dp_other;
