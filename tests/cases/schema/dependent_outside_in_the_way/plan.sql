BEGIN;
CREATE SCHEMA other;
ALTER TABLE app.t ADD COLUMN name text;
SET search_path = other, public;
CREATE VIEW other.v AS
select name from app.t;
COMMIT;
