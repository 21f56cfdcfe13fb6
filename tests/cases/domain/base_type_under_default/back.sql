-- refused: column public.t.a: domain public.title must be dropped for the change, but column public.t.a holds rows that depend on it
BEGIN;
DROP DOMAIN public.title;
CREATE DOMAIN public.title AS text;
SET search_path = public;
ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 'x';
COMMIT;
