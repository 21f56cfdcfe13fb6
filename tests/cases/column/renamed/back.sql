BEGIN;
ALTER TABLE public.people RENAME COLUMN email TO mail;
SET search_path = public;
ALTER TABLE public.people RENAME CONSTRAINT people_email_not_null TO people_mail_not_null;
CREATE OR REPLACE VIEW public.addresses AS
select id, mail as address from people;
COMMIT;
