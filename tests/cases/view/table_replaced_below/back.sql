BEGIN;
CREATE TABLE public.t (
    id integer
);
SET search_path = public;
CREATE OR REPLACE VIEW public.v AS
select id from t;
-- destructive: loses table public.u and its rows
DROP TABLE public.u;
COMMIT;
