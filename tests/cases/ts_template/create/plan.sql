BEGIN;
CREATE TEXT SEARCH TEMPLATE public.mine (INIT = dsimple_init, LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH TEMPLATE public.mine IS 'As simple as simple';
CREATE TEXT SEARCH DICTIONARY public.words (TEMPLATE = public.mine, accept = 'false');
COMMENT ON TEXT SEARCH DICTIONARY public.words IS 'Nobody owns a template';
COMMIT;
