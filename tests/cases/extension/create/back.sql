BEGIN;
DROP INDEX public.t_more_idx;
DROP INDEX public.t_mail_key;
-- destructive: loses column public.t.more and its values
ALTER TABLE public.t DROP COLUMN more;
-- destructive: loses column public.t.mail and its values
ALTER TABLE public.t DROP COLUMN mail;
DROP EXTENSION hstore;
DROP EXTENSION citext;
COMMIT;
