BEGIN;
SET search_path = public;
DROP INDEX public.t_at_idx;
DROP VIEW public.v;
ALTER TABLE public.t DROP CONSTRAINT from_then;
ALTER TABLE public.t DROP COLUMN later;
ALTER TABLE public.t ALTER COLUMN at DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN at TYPE bigint USING extract(epoch from at)::bigint;
ALTER TABLE public.t ALTER COLUMN at SET DEFAULT 0;
ALTER TABLE public.t ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN kind TYPE public.kind USING (case kind::text when 'big' then 'fancy' else kind::text end)::kind;
ALTER TABLE public.t ALTER COLUMN kind SET DEFAULT 'plain';
ALTER TABLE public.t ADD COLUMN later boolean GENERATED ALWAYS AS (at > 100) STORED;
ALTER TABLE public.t ADD CONSTRAINT from_then CHECK (at >= 0);
CREATE VIEW public.v AS
select id, at from t where at > 5;
CREATE INDEX t_at_idx ON public.t (at desc) WHERE at > 0;
COMMIT;
