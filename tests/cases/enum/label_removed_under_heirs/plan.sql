BEGIN;
SET search_path = public;
ALTER TABLE public.base ALTER COLUMN status DROP DEFAULT;
ALTER TABLE public.heir ALTER COLUMN status DROP DEFAULT;
-- destructive: loses the label `archived`, in whose place rows get `closed`; all that uses type public.status is made anew, and tables that hold it are rewritten
ALTER TYPE public.status RENAME TO status__old;
CREATE TYPE public.status AS ENUM ('open', 'closed');
ALTER TABLE public.base ALTER COLUMN status TYPE public.status USING (CASE status::text WHEN 'archived' THEN 'closed' ELSE status::text END)::public.status;
ALTER TABLE public.base ALTER COLUMN status SET DEFAULT 'open'::public.status;
ALTER TABLE public.heir ALTER COLUMN extra TYPE public.status USING (CASE extra::text WHEN 'archived' THEN 'closed' ELSE extra::text END)::public.status;
ALTER TABLE public.heir ALTER COLUMN status SET DEFAULT 'closed'::public.status;
DROP TYPE public.status__old;
COMMIT;
