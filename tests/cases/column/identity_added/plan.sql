BEGIN;
ALTER TABLE public.t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence('public.t', 'id'), max(id)) FROM public.t HAVING max(id) > 0;
ALTER TABLE public.t ALTER COLUMN n DROP IDENTITY;
COMMIT;
