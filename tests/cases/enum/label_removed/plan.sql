BEGIN;
SET search_path = public;
DROP POLICY opened ON public.ticket;
DROP INDEX public.ticket_open_idx;
DROP MATERIALIZED VIEW public.tally;
DROP VIEW public.closed;
DROP FUNCTION public.count_of(public.status);
ALTER TABLE public.ticket DROP CONSTRAINT known;
ALTER TABLE public.ticket DROP COLUMN is_open;
ALTER TABLE public.ticket ALTER COLUMN label DROP DEFAULT;
ALTER TABLE public.ticket ALTER COLUMN status DROP DEFAULT;
-- destructive: loses the label `archived`, in whose place rows get `closed`; all that uses type public.status is made anew, and tables that hold it are rewritten
ALTER TYPE public.status RENAME TO status__old;
CREATE TYPE public.status AS ENUM ('draft', 'open', 'closed');
COMMENT ON TYPE public.status IS 'Where a ticket stands';
REVOKE USAGE ON TYPE public.status FROM PUBLIC;
GRANT USAGE ON TYPE public.status TO case_clerk;
ALTER DOMAIN public.step RENAME TO step__old;
CREATE DOMAIN public.step AS public.status DEFAULT 'open' CONSTRAINT step_not_null NOT NULL;
ALTER TABLE public.ticket ALTER COLUMN history TYPE public.status[] USING pg_catalog.array_replace(history::text[], 'archived', 'closed')::public.status[];
ALTER TABLE public.ticket ALTER COLUMN label SET DEFAULT ('open'::public.status)::text;
ALTER TABLE public.ticket ALTER COLUMN status TYPE public.status USING (CASE status::text WHEN 'archived' THEN 'closed' ELSE status::text END)::public.status;
ALTER TABLE public.ticket ALTER COLUMN status SET DEFAULT 'open'::public.status;
ALTER TABLE public.ticket ADD COLUMN is_open boolean GENERATED ALWAYS AS (status = 'open') STORED;
ALTER TABLE public.ticket ALTER COLUMN step TYPE public.step USING (CASE step::text WHEN 'archived' THEN 'closed' ELSE step::text END)::public.step;
ALTER TABLE public.ticket ALTER COLUMN steps TYPE public.step[] USING pg_catalog.array_replace(steps::text[], 'archived', 'closed')::public.step[];
ALTER TABLE public.ticket ADD CONSTRAINT known CHECK (status <> 'draft' or id > 0);
CREATE OR REPLACE FUNCTION public.count_of(p_status public.status default 'open')
RETURNS bigint
LANGUAGE sql
STABLE
AS $$select count(*) from ticket where status = p_status$$;
REVOKE EXECUTE ON FUNCTION public.count_of(public.status) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.count_of(public.status) TO case_clerk;
CREATE VIEW public.closed AS
select id, status from ticket where status in ('closed');
COMMENT ON VIEW public.closed IS 'Done';
GRANT SELECT ON TABLE public.closed TO case_clerk;
CREATE MATERIALIZED VIEW public.tally AS
select status, count(*) as n from ticket group by status;
CREATE INDEX ticket_open_idx ON public.ticket (id) WHERE status = 'open';
CREATE UNIQUE INDEX tally_status_idx ON public.tally (status);
CREATE POLICY opened ON public.ticket FOR SELECT USING (status = 'open');
DROP DOMAIN public.step__old;
DROP TYPE public.status__old;
COMMIT;
