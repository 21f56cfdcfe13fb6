\getenv FILMS FILMS
BEGIN;
SET search_path = public;
DROP VIEW public.v;
DROP FOREIGN TABLE public.f;
DROP USER MAPPING FOR PUBLIC SERVER s;
DROP SERVER s;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (password :'FILMS', "user" 'u');
CREATE FOREIGN TABLE public.f (
    id integer OPTIONS (a 'b'),
    CONSTRAINT positive CHECK (id > 0)
)
SERVER s;
COMMENT ON FOREIGN TABLE public.f IS 'Kept';
COMMENT ON COLUMN public.f.id IS 'Kept too';
CREATE VIEW public.v AS
select id from f;
CREATE STATISTICS public.st ON (id + 1) FROM public.f;
ALTER STATISTICS public.st SET STATISTICS 10;
COMMIT;
