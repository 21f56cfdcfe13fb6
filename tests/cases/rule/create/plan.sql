BEGIN;
SET search_path = public;
CREATE RULE "Always On" AS ON UPDATE TO public.t
    DO ALSO (select 1;
select 2 union (select 3));
ALTER TABLE public.t ENABLE ALWAYS RULE "Always On";
CREATE RULE locked AS ON UPDATE TO public.t
    WHERE old.locked
    DO INSTEAD NOTHING;
COMMENT ON RULE locked ON public.t IS 'Locked rows stay';
CREATE RULE logged AS ON INSERT TO public.t
    DO ALSO insert into log values (new.id, 'in''s;erted');
CREATE RULE off AS ON DELETE TO public.t
    DO ALSO notify "Gone";
ALTER TABLE public.t DISABLE RULE off;
CREATE RULE twice AS ON DELETE TO public.t
    WHERE old.id > 3
    DO ALSO (insert into log values (old.id, 'deleted');
delete from log where id = 0);
CREATE RULE adds AS ON INSERT TO public.v
    DO INSTEAD insert into t (id) values (new.id) returning id;
CREATE RULE removes AS ON DELETE TO public.v
    DO INSTEAD delete from t where id = old.id;
COMMIT;
