BEGIN;
CREATE PUBLICATION "All of it" FOR ALL TABLES WITH (publish = 'insert, update', publish_via_partition_root = true);
COMMENT ON PUBLICATION "All of it" IS 'Everything';
CREATE PUBLICATION nothing;
CREATE PUBLICATION of_schemas FOR TABLE ONLY public.b, TABLES IN SCHEMA app WITH (publish = '');
CREATE PUBLICATION short FOR TABLE ONLY app.c, ONLY public.a;
CREATE PUBLICATION "some" FOR TABLE ONLY app.c WHERE (id in (1, 2)), ONLY public.a (id, name) WHERE (id > 3 and name <> ''), ONLY public.b;
COMMIT;
