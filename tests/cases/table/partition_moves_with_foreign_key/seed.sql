insert into r values ('1'); insert into s values ('1'); insert into f values ('1', 'b'), ('1', 'c');
