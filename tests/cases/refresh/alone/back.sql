BEGIN;
DROP MATERIALIZED VIEW report.count;
DROP MATERIALIZED VIEW public.sales;
DROP FUNCTION report.refresh_count();
DROP FUNCTION public.refresh_sales();
COMMIT;
