BEGIN;
DROP INDEX public.i;
SET search_path = public;
DROP VIEW public.v;
ALTER TABLE public.t DROP CONSTRAINT k;
DROP COLLATION public.mine;
CREATE COLLATION public.mine (LOCALE = 'POSIX');
COMMENT ON COLLATION public.mine IS 'Kept';
ALTER TABLE public.t ADD CONSTRAINT k CHECK (((a COLLATE public.mine) > 'a'::text));
CREATE VIEW public.v AS
 SELECT (a COLLATE public.mine) AS a
   FROM public.t;
CREATE INDEX i ON public.t (a collate public.mine);
COMMIT;
