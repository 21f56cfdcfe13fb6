BEGIN;
SET search_path = public;
ALTER TABLE public.base ADD COLUMN note text DEFAULT 'n';
ALTER TABLE public.base ADD CONSTRAINT positive CHECK (id > 0);
COMMIT;
