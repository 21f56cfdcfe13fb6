insert into t values ('Bonn', '53111', 1), ('Ulm', '89073', 2);
