BEGIN;
DROP PUBLICATION q;
ALTER PUBLICATION p SET (publish_generated_columns = stored);
COMMIT;
