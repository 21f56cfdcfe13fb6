BEGIN;
ALTER EXTENSION citext SET SCHEMA public;
COMMENT ON EXTENSION citext IS 'Text without case';
ALTER TABLE public.t ALTER COLUMN a TYPE public.citext USING a::text::public.citext;
COMMIT;
