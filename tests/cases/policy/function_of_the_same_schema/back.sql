BEGIN;
-- destructive: loses column app.t.more and its values
ALTER TABLE app.t DROP COLUMN more;
COMMIT;
