BEGIN;
ALTER PUBLICATION p SET (publish_generated_columns = "none");
CREATE PUBLICATION q FOR TABLE public.a WITH (publish_generated_columns = stored);
COMMIT;
