BEGIN;
SELECT pg_catalog.setval('public.s', -100, false) FROM public.s WHERE NOT is_called AND last_value = -200;
ALTER SEQUENCE public.s MINVALUE -100 MAXVALUE 100 START WITH -100;
SELECT pg_catalog.setval('public.t_a_seq', -100, false) FROM public.t_a_seq WHERE NOT is_called AND last_value = -200;
ALTER TABLE public.t ALTER COLUMN a SET MINVALUE -100 SET MAXVALUE 100 SET START WITH -100;
COMMIT;
