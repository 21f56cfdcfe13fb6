BEGIN;
SET search_path = public;
DROP VIEW public.v;
DROP OPERATOR public.===== (text, integer);
ALTER TABLE public.t DROP CONSTRAINT c;
DROP OPERATOR public.=== (integer, text);
CREATE OPERATOR public.=== (FUNCTION = public.same, LEFTARG = integer, RIGHTARG = text);
ALTER TABLE public.t ADD CONSTRAINT c CHECK (a === b);
CREATE OPERATOR public.===== (FUNCTION = public.same_too, LEFTARG = text, RIGHTARG = integer);
CREATE VIEW public.v AS
select * from t where a === b;
COMMIT;
