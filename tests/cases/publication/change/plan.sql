BEGIN;
DROP PUBLICATION "all";
CREATE PUBLICATION "all" FOR TABLE ONLY public.b;
ALTER PUBLICATION empties DROP TABLE ONLY public.b, TABLES IN SCHEMA app;
ALTER PUBLICATION empties SET (publish = 'insert, update, delete, truncate', publish_via_partition_root = false);
ALTER PUBLICATION filter SET TABLE ONLY public.a (id, name) WHERE (id > 4);
-- destructive: loses column public.a.gone and its values
ALTER TABLE public.a DROP COLUMN gone;
ALTER PUBLICATION tables SET TABLE ONLY app.c, ONLY public.a (id);
COMMIT;
