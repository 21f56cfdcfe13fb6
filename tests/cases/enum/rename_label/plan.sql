BEGIN;
ALTER TYPE public.status RENAME VALUE 'done' TO 'closed';
SET search_path = public;
ALTER TABLE public.ticket ALTER COLUMN status SET DEFAULT 'closed';
CREATE OR REPLACE VIEW public.finished AS
select status from ticket where status = 'closed';
COMMIT;
