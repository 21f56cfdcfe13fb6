BEGIN;
COMMENT ON SCHEMA app IS 'The application';
CREATE TYPE other.status AS ENUM ('a');
CREATE TABLE "Odd Schema"."Odd Table" (
    "Odd Column" text
);
CREATE TABLE other.u (
    id integer NOT NULL,
    CONSTRAINT u_pkey PRIMARY KEY (id)
);
ALTER TABLE app.t ADD COLUMN other integer;
ALTER TABLE app.t ADD COLUMN status other.status;
ALTER TABLE app.t ADD CONSTRAINT t_other_fkey FOREIGN KEY (other) REFERENCES other.u (id);
SET search_path = other, public;
CREATE VIEW other.v AS
select t.id, t.status from app.t join other.u using (id);
COMMIT;
