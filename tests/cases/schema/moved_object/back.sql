BEGIN;
-- destructive: loses table b.t and its rows
DROP TABLE b.t;
CREATE TABLE a.t (
    id integer
);
COMMIT;
