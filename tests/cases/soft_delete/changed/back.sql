BEGIN;
DROP INDEX public."Odd Note_title_live_key";
SET search_path = public;
DROP VIEW public."Odd Note_live";
-- destructive: loses column public."Odd Note".body and its values
ALTER TABLE public."Odd Note" DROP COLUMN body;
CREATE OR REPLACE FUNCTION public."purge_Odd Note"(p_older_than interval default '30 days')
RETURNS bigint
LANGUAGE sql
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$with gone as (
    delete from public."Odd Note" where deleted_at < now() - $1 returning 1
)
select count(*) from gone$$;
CREATE VIEW public."Odd Note_live" WITH (security_invoker = true) AS
select "a b", n, title from public."Odd Note" where deleted_at is null;
COMMENT ON VIEW public."Odd Note_live" IS 'Rows of Odd Note that live';
COMMIT;
