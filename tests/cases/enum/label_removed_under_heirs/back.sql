BEGIN;
ALTER TYPE public.status ADD VALUE 'archived' AFTER 'open';
COMMIT;
