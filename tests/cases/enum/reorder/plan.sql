BEGIN;
SET search_path = public;
DROP INDEX public.ticket_next_idx;
ALTER TABLE public.ticket DROP CONSTRAINT ticket_next_fkey;
-- destructive: loses the order of its labels, by which rows were sorted and compared; all that uses type public.status is made anew, and tables that hold it are rewritten
ALTER TYPE public.status RENAME TO status__old;
CREATE TYPE public.status AS ENUM ('held', 'open', 'closed');
ALTER TABLE public.ticket ALTER COLUMN next TYPE public.status USING next::text::public.status;
ALTER TABLE public.ticket ALTER COLUMN status TYPE public.status USING status::text::public.status;
ALTER TABLE public.ticket ADD CONSTRAINT ticket_next_fkey FOREIGN KEY (next) REFERENCES public.ticket (status);
CREATE INDEX ticket_next_idx ON public.ticket (next desc) WHERE next > 'open';
DROP TYPE public.status__old;
COMMIT;
