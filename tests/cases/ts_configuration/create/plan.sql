BEGIN;
CREATE TEXT SEARCH CONFIGURATION public.documents (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public.documents ADD MAPPING FOR asciihword, asciiword, hword_asciipart WITH english_stem;
ALTER TEXT SEARCH CONFIGURATION public.documents ADD MAPPING FOR email WITH english_stem, simple;
ALTER TEXT SEARCH CONFIGURATION public.documents ADD MAPPING FOR hword, hword_part, word WITH russian_stem;
ALTER TEXT SEARCH CONFIGURATION public.documents ADD MAPPING FOR file, "float", host, hword_numpart, "int", numhword, numword, sfloat, uint, url_path, version WITH simple;
CREATE TEXT SEARCH CONFIGURATION public.more (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public.more ADD MAPPING FOR asciihword, asciiword, hword_asciipart WITH english_stem;
ALTER TEXT SEARCH CONFIGURATION public.more ADD MAPPING FOR email WITH english_stem, simple;
ALTER TEXT SEARCH CONFIGURATION public.more ADD MAPPING FOR hword, hword_part, word WITH russian_stem;
ALTER TEXT SEARCH CONFIGURATION public.more ADD MAPPING FOR file, "float", host, hword_numpart, "int", numhword, numword, sfloat, uint, url, url_path, version WITH simple;
CREATE TEXT SEARCH CONFIGURATION public.names (PARSER = pg_catalog."default");
COMMENT ON TEXT SEARCH CONFIGURATION public.names IS 'Of people';
ALTER TEXT SEARCH CONFIGURATION public.names ADD MAPPING FOR word WITH german_stem, simple;
ALTER TEXT SEARCH CONFIGURATION public.names ADD MAPPING FOR asciiword WITH simple;
SET search_path = public;
CREATE TABLE public.t (
    a text,
    v tsvector GENERATED ALWAYS AS (to_tsvector('documents', a)) STORED
);
CREATE INDEX i ON public.t USING gin (to_tsvector('more', a));
COMMIT;
