BEGIN;
SET search_path = app, public;
DROP MATERIALIZED VIEW app.m;
DROP VIEW app.v;
ALTER TABLE app.t ALTER COLUMN id TYPE bigint USING id::bigint;
CREATE VIEW app.v AS
select id from app.t;
ALTER VIEW app.v OWNER TO case_owner_kept;
CREATE MATERIALIZED VIEW app.m AS
select id from app.v;
ALTER MATERIALIZED VIEW app.m OWNER TO case_owner_kept;
CREATE INDEX m_id_idx ON app.m (id);
COMMIT;
