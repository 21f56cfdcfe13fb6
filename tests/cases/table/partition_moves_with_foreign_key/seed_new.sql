insert into r values ('1'); insert into s values ('1'); insert into g values ('1', 'b'), ('1', 'c');
