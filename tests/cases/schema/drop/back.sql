BEGIN;
CREATE SCHEMA gone;
CREATE TABLE gone.u (
    id integer NOT NULL,
    CONSTRAINT u_pkey PRIMARY KEY (id)
);
ALTER TABLE gone.u ADD CONSTRAINT u_id_fkey FOREIGN KEY (id) REFERENCES public.t (id);
SET search_path = gone, public;
CREATE OR REPLACE FUNCTION gone.f()
RETURNS integer
LANGUAGE sql
AS $$select 1$$;
COMMIT;
