BEGIN;
SET search_path = public;
DROP VIEW public.v;
DROP TEXT SEARCH DICTIONARY public.d;
DROP TEXT SEARCH TEMPLATE public.mine;
CREATE TEXT SEARCH TEMPLATE public.mine (LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH TEMPLATE public.mine IS 'Kept';
CREATE TEXT SEARCH DICTIONARY public.d (TEMPLATE = public.mine);
COMMENT ON TEXT SEARCH DICTIONARY public.d IS 'Kept too';
CREATE VIEW public.v AS
select ts_lexize('d', 'Word') as l;
COMMIT;
