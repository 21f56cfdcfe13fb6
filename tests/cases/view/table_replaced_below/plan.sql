BEGIN;
CREATE TABLE public.u (
    id integer
);
SET search_path = public;
CREATE OR REPLACE VIEW public.v AS
select id from u;
-- destructive: loses table public.t and its rows
DROP TABLE public.t;
COMMIT;
