BEGIN;
DROP PUBLICATION "all";
ALTER TABLE public.a ADD COLUMN gone text;
CREATE PUBLICATION "all" FOR ALL TABLES;
ALTER PUBLICATION empties SET TABLE ONLY public.b, TABLES IN SCHEMA app;
ALTER PUBLICATION empties SET (publish = 'insert', publish_via_partition_root = true);
ALTER PUBLICATION filter SET TABLE ONLY public.a (gone, id) WHERE (id > 3);
ALTER PUBLICATION tables SET TABLE ONLY public.a, ONLY public.b;
COMMIT;
