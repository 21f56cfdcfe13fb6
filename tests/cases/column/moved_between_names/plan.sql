BEGIN;
SET search_path = public;
DROP VIEW public.v;
-- destructive: loses column public.t.a and its values
ALTER TABLE public.t DROP COLUMN a;
ALTER TABLE public.t ADD COLUMN b integer;
CREATE VIEW public.v AS
select id, b from t;
COMMIT;
