BEGIN;
SET search_path = public;
DROP VIEW public."user";
DROP VIEW public.b;
DROP VIEW public.a;
CREATE TABLE public.a (
    id integer
);
CREATE MATERIALIZED VIEW public.b AS
select id from t;
CREATE VIEW public."user" AS
select a.id from a join b using (id);
COMMIT;
