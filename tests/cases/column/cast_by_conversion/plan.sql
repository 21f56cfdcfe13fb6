BEGIN;
SET search_path = public;
DROP INDEX public.t_at_idx;
DROP VIEW public.v;
ALTER TABLE public.t DROP CONSTRAINT from_then;
ALTER TABLE public.t DROP COLUMN later;
ALTER TABLE public.t ALTER COLUMN at DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN at TYPE timestamp with time zone USING to_timestamp(at);
ALTER TABLE public.t ALTER COLUMN at SET DEFAULT to_timestamp(0);
ALTER TABLE public.t ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN kind TYPE public.size USING (case kind::text when 'fancy' then 'big' else kind::text end)::size;
ALTER TABLE public.t ALTER COLUMN kind SET DEFAULT 'plain';
ALTER TABLE public.t ADD COLUMN later boolean GENERATED ALWAYS AS (at > '2001-01-01 00:00:00+00') STORED;
ALTER TABLE public.t ADD CONSTRAINT from_then CHECK (at >= '1970-01-01 00:00:00+00');
CREATE VIEW public.v AS
select id, at from t where at > '2001-01-01 00:00:00+00';
CREATE INDEX t_at_idx ON public.t (at desc) WHERE at > '2001-01-01 00:00:00+00';
COMMIT;
