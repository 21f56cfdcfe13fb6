insert into t default values;
insert into app.t default values;
