BEGIN;
CREATE COLLATION public.bytes (LOCALE = 'C');
CREATE COLLATION public.german (PROVIDER = ICU, LOCALE = 'de_DE');
COMMENT ON COLLATION public.german IS 'As in Germany';
CREATE COLLATION public.nocase (PROVIDER = ICU, LOCALE = 'und-u-ks-level2', DETERMINISTIC = FALSE);
CREATE COLLATION public.two (LC_COLLATE = 'C', LC_CTYPE = 'POSIX');
CREATE TYPE public.letters AS RANGE (SUBTYPE = text, COLLATION = public.bytes);
CREATE DOMAIN public.word AS text COLLATE public.german;
SET search_path = public;
CREATE TABLE public.t (
    a text COLLATE public.nocase,
    b public.word,
    c text,
    CONSTRAINT k CHECK (c collate bytes > 'a')
);
CREATE VIEW public.v AS
select c collate german as c from t order by c collate bytes;
CREATE INDEX i ON public.t (c collate public.german);
COMMIT;
