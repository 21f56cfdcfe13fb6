BEGIN;
SET search_path = public;
DROP INDEX public.i;
DROP VIEW public.v;
DROP TEXT SEARCH CONFIGURATION public.mine;
DROP TEXT SEARCH DICTIONARY public.d;
CREATE TEXT SEARCH DICTIONARY public.d (TEMPLATE = simple);
COMMENT ON TEXT SEARCH DICTIONARY public.d IS 'Kept';
CREATE TEXT SEARCH CONFIGURATION public.mine (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR asciihword, email, file, "float", host, hword, hword_asciipart, hword_numpart, hword_part, "int", numhword, numword, sfloat, uint, url, url_path, version, word WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR asciiword WITH public.d;
CREATE VIEW public.v AS
select to_tsvector('mine'::regconfig, a) as v from t;
CREATE INDEX i ON public.t USING gin (to_tsvector('mine', a));
COMMIT;
