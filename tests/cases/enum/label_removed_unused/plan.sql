BEGIN;
-- destructive: loses the label `archived`, which no row may hold; all that uses type public.status is made anew, and tables that hold it are rewritten
ALTER TYPE public.status RENAME TO status__old;
CREATE TYPE public.status AS ENUM ('open', 'closed');
ALTER TABLE public.ticket ALTER COLUMN status TYPE public.status USING status::text::public.status;
DROP TYPE public.status__old;
COMMIT;
