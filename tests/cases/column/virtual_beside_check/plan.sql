BEGIN;
SET search_path = public;
DROP VIEW public.v;
ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (a * 3) VIRTUAL;
CREATE VIEW public.v AS
select b from t;
COMMIT;
