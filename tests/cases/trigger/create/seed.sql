set session_replication_role = replica;
insert into t values (1, 'a');
