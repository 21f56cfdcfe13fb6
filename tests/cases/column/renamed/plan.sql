BEGIN;
ALTER TABLE public.people RENAME COLUMN mail TO email;
SET search_path = public;
ALTER TABLE public.people RENAME CONSTRAINT people_mail_not_null TO people_email_not_null;
CREATE OR REPLACE VIEW public.addresses AS
select id, email as address from people;
COMMIT;
