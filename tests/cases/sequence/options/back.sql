BEGIN;
SELECT pg_catalog.setval('public.ids', 10, false) FROM public.ids WHERE NOT is_called AND last_value = 1;
ALTER SEQUENCE public.ids AS integer INCREMENT BY 5 MINVALUE 2 MAXVALUE 1000 START WITH 10 CACHE 20 CYCLE;
COMMIT;
