BEGIN;
-- destructive: loses table a.t and its rows
DROP TABLE a.t;
CREATE TABLE b.t (
    id integer
);
COMMIT;
