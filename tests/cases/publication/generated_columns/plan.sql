BEGIN;
ALTER PUBLICATION p SET (publish_generated_columns = "none");
CREATE PUBLICATION q FOR TABLE ONLY public.a WITH (publish_generated_columns = stored);
COMMIT;
