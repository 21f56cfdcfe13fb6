BEGIN;
CREATE EXTENSION citext WITH SCHEMA public;
CREATE EXTENSION hstore WITH SCHEMA ext;
SET search_path = public;
ALTER TABLE public.t ADD COLUMN mail citext;
ALTER TABLE public.t ADD COLUMN more ext.hstore;
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY t_mail_key ON public.t (mail);

CREATE INDEX CONCURRENTLY t_more_idx ON public.t USING gin (more);
