BEGIN;
DROP FUNCTION gone.f();
-- destructive: loses table gone.u and its rows
DROP TABLE gone.u;
DROP SCHEMA gone;
COMMIT;
