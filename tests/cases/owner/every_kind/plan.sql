BEGIN;
-- wider access: role case_owner_b can now read, update and delete all rows of app.p, app.p_1 and app.t, insert any rows into them and truncate them
ALTER SCHEMA app OWNER TO case_owner_b;
ALTER TYPE app.e OWNER TO case_owner_b;
ALTER TYPE app.c OWNER TO case_owner_b;
ALTER DOMAIN app.d OWNER TO case_owner_b;
ALTER SEQUENCE app.s OWNER TO case_owner_b;
SET search_path = app, public;
-- wider access: role case_owner_b can now read, update and delete all rows of app.p, app.p_1 and app.t, insert any rows into them and truncate them
ALTER TABLE app.p OWNER TO case_owner_b;
-- wider access: role case_owner_b can now read, update and delete all rows of app.p, app.p_1 and app.t, insert any rows into them and truncate them
ALTER TABLE app.p_1 OWNER TO case_owner_b;
-- wider access: role case_owner_b can now read, update and delete all rows of app.p, app.p_1 and app.t, insert any rows into them and truncate them
ALTER TABLE app.t OWNER TO case_owner_b;
ALTER FUNCTION app.f() OWNER TO case_owner_b;
ALTER PROCEDURE app.q() OWNER TO case_owner_b;
-- wider access: role case_owner_b can now read, update and delete all rows of app.p, app.p_1 and app.t, insert any rows into them and truncate them
ALTER VIEW app.v OWNER TO case_owner_b;
-- wider access: role case_owner_b can now read all rows of app.m
ALTER MATERIALIZED VIEW app.m OWNER TO case_owner_b;
COMMIT;
