BEGIN;
DROP INDEX public.i;
SET search_path = public;
DROP VIEW public.v;
ALTER TABLE public.t DROP CONSTRAINT k;
DROP COLLATION public.mine;
CREATE COLLATION public.mine (LOCALE = 'POSIX');
COMMENT ON COLLATION public.mine IS 'Kept';
ALTER TABLE public.t ADD CONSTRAINT k CHECK (a collate mine > 'a');
CREATE VIEW public.v AS
select a collate mine as a from t;
CREATE INDEX i ON public.t (a collate public.mine);
COMMIT;
