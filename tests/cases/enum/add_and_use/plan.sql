BEGIN;
ALTER TYPE public.status ADD VALUE 'new' BEFORE 'open';
ALTER TYPE public.status ADD VALUE 'held' AFTER 'closed';
COMMIT;

BEGIN;
SET search_path = public;
ALTER TABLE public.ticket ADD COLUMN next public.status DEFAULT 'held' NOT NULL;
ALTER TABLE public.ticket ALTER COLUMN status SET DEFAULT 'new';
ALTER TABLE public.ticket ADD CONSTRAINT not_held CHECK (status <> 'held');
COMMIT;

CREATE INDEX CONCURRENTLY ticket_new_idx ON public.ticket (id) WHERE status = 'new';
