BEGIN;
SET search_path = public;
CREATE OR REPLACE RULE commands AS ON INSERT TO public.t
    DO ALSO insert into log values (new.id);
CREATE OR REPLACE RULE condition AS ON UPDATE TO public.t
    WHERE old.id > 3
    DO INSTEAD NOTHING;
CREATE OR REPLACE RULE event AS ON UPDATE TO public.t
    DO ALSO SELECT 1 AS "?column?";
ALTER TABLE public.t DISABLE RULE state;
COMMIT;
