BEGIN;
SET search_path = public;
CREATE MATERIALIZED VIEW public.sales AS
select id from sale
WITH NO DATA;
CREATE OR REPLACE FUNCTION public.refresh_sales()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$begin
    if (select relispopulated from pg_class where oid = 'public.sales'::regclass) then
        refresh materialized view concurrently public.sales;
    else
        refresh materialized view public.sales;
    end if;
end$$;
COMMENT ON FUNCTION public.refresh_sales() IS 'Refreshes sales';
REVOKE EXECUTE ON FUNCTION public.refresh_sales() FROM PUBLIC;
SET search_path = report, public;
CREATE MATERIALIZED VIEW report.count AS
select count(*) as n from public.sale;
CREATE OR REPLACE FUNCTION report.refresh_count()
RETURNS void
LANGUAGE sql
SECURITY DEFINER
SET search_path TO 'pg_catalog', 'pg_temp'
AS $$refresh materialized view report.count$$;
COMMENT ON FUNCTION report.refresh_count() IS 'Refreshes report.count';
REVOKE EXECUTE ON FUNCTION report.refresh_count() FROM PUBLIC;
CREATE UNIQUE INDEX sales_key ON public.sales (id);
COMMIT;
