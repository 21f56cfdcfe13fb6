insert into event_low values (1, 'a');
insert into event values (150, 'b');
