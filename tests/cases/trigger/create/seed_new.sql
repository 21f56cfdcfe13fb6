alter table t disable trigger all;
insert into t values (1, 'a');
alter table t enable trigger all;
alter table t disable trigger off;
alter table t enable replica trigger repl;
alter table t enable always trigger every;
