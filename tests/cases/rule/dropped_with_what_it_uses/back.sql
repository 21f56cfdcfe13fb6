BEGIN;
CREATE TABLE public.other (
    id integer
);
ALTER TABLE public.t ADD COLUMN gone integer;
SET search_path = public;
CREATE RULE a AS ON INSERT TO public.t
    DO ALSO insert into other values (new.gone);
CREATE OR REPLACE RULE b AS ON UPDATE TO public.t
    WHERE new.gone > 0
    DO INSTEAD NOTHING;
COMMIT;
