BEGIN;
SET search_path = public;
DROP VIEW public.v;
-- destructive: loses column public.t.b and its values
ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t ADD COLUMN a text;
CREATE VIEW public.v AS
select id, a from t;
COMMIT;
