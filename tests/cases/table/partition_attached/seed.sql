insert into event_low values (1, 'a'), (99, 'b');
