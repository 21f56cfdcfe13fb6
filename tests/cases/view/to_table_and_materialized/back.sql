BEGIN;
SET search_path = public;
DROP VIEW public."user";
DROP MATERIALIZED VIEW public.b;
-- destructive: loses table public.a and its rows
DROP TABLE public.a;
CREATE VIEW public.a AS
select id from t;
CREATE VIEW public.b AS
select id from t;
CREATE VIEW public."user" AS
select a.id from a join b using (id);
COMMIT;
