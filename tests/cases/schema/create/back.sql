BEGIN;
DROP VIEW other.v;
ALTER TABLE app.t DROP CONSTRAINT t_other_fkey;
-- destructive: loses column app.t.status and its values
ALTER TABLE app.t DROP COLUMN status;
-- destructive: loses column app.t.other and its values
ALTER TABLE app.t DROP COLUMN other;
-- destructive: loses table other.u and its rows
DROP TABLE other.u;
-- destructive: loses table "Odd Schema"."Odd Table" and its rows
DROP TABLE "Odd Schema"."Odd Table";
DROP TYPE other.status;
COMMENT ON SCHEMA app IS NULL;
COMMIT;
