BEGIN;
ALTER EXTENSION citext SET SCHEMA app;
COMMENT ON EXTENSION citext IS 'Text, case aside';
ALTER TABLE public.t ALTER COLUMN a TYPE app.citext USING a::text::app.citext;
COMMIT;
