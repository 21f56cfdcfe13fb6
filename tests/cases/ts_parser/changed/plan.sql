BEGIN;
SET search_path = public;
DROP VIEW public.v;
DROP TEXT SEARCH CONFIGURATION public.plain;
DROP TEXT SEARCH PARSER public.mine;
CREATE TEXT SEARCH PARSER public.mine (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH CONFIGURATION public.plain (PARSER = public.mine);
COMMENT ON TEXT SEARCH CONFIGURATION public.plain IS 'Kept';
ALTER TEXT SEARCH CONFIGURATION public.plain ADD MAPPING FOR word WITH simple;
CREATE VIEW public.v AS
select to_tsvector('plain', 'a b') as v;
COMMIT;
