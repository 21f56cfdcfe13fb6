BEGIN;
ALTER TYPE public.status RENAME VALUE 'closed' TO 'done';
SET search_path = public;
ALTER TABLE public.ticket ALTER COLUMN status SET DEFAULT 'done';
CREATE OR REPLACE VIEW public.finished AS
select status from ticket where status = 'done';
COMMIT;
