BEGIN;
ALTER TABLE public."Odd Note" ADD COLUMN body text;
SET search_path = public;
CREATE OR REPLACE FUNCTION public."purge_Odd Note"(p_older_than interval default '1 year')
RETURNS bigint
LANGUAGE sql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$with gone as (
    delete from public."Odd Note" where deleted_at < now() - $1 returning 1
)
select count(*) from gone$$;
CREATE OR REPLACE VIEW public."Odd Note_live" WITH (security_invoker = true) AS
select "a b", n, title, body from public."Odd Note" where deleted_at is null;
COMMIT;

CREATE UNIQUE INDEX CONCURRENTLY "Odd Note_title_live_key" ON public."Odd Note" (title) WHERE deleted_at is null;
