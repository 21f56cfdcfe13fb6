insert into log values (row('2024-01-02', 'open'));
