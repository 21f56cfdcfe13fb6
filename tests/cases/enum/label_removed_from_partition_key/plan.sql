-- refused: column public.ticket.status: column public.ticket.status cannot change its type: table public.ticket is partitioned by `LIST (status)`, and PostgreSQL keeps the type of a partition key
BEGIN;
-- destructive: loses the label `archived`, in whose place rows get `closed`; all that uses type public.status is made anew, and tables that hold it are rewritten
ALTER TYPE public.status RENAME TO status__old;
CREATE TYPE public.status AS ENUM ('open', 'closed');
ALTER TABLE public.ticket ALTER COLUMN status TYPE public.status USING (CASE status::text WHEN 'archived' THEN 'closed' ELSE status::text END)::public.status;
DROP TYPE public.status__old;
COMMIT;
