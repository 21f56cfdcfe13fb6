BEGIN;
ALTER TYPE public.status ADD VALUE 'draft' BEFORE 'open';
COMMIT;
