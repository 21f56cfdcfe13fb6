-- refused: column app.t.name: view other.v needs column app.t.name, and the file does not manage it; drop it first, or manage its schema
BEGIN;
-- destructive: loses column app.t.name and its values
ALTER TABLE app.t DROP COLUMN name;
COMMIT;
