BEGIN;
SET search_path = public;
CREATE OR REPLACE RULE commands AS ON INSERT TO public.t
    DO ALSO (insert into log values (new.id);
insert into log values (new.n));
CREATE OR REPLACE RULE condition AS ON UPDATE TO public.t
    WHERE old.id > 4
    DO INSTEAD NOTHING;
CREATE OR REPLACE RULE event AS ON DELETE TO public.t
    DO ALSO SELECT 1 AS "?column?";
ALTER TABLE public.t ENABLE RULE state;
COMMIT;
