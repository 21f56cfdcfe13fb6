BEGIN;
ALTER TYPE public.status ADD VALUE 'draft' BEFORE 'open';
ALTER TYPE public.status ADD VALUE 'new' AFTER 'draft';
ALTER TYPE public.status ADD VALUE 'held' AFTER 'open';
ALTER TYPE public.status ADD VALUE 'waiting' AFTER 'held';
ALTER TYPE public.status ADD VALUE 'archived' AFTER 'closed';
COMMIT;
