BEGIN;
SET search_path = public;
DROP RULE logged ON public.t;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN id TYPE bigint USING id::bigint;
CREATE VIEW public.v AS
select id from t;
CREATE RULE logged AS ON INSERT TO public.t
    WHERE new.id > 0
    DO ALSO insert into log values (new.id);
COMMENT ON RULE logged ON public.t IS 'Kept';
ALTER TABLE public.t ENABLE ALWAYS RULE logged;
CREATE RULE adds AS ON INSERT TO public.v
    DO INSTEAD insert into t (id) values (new.id);
COMMIT;
