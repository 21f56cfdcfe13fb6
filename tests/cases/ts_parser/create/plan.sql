BEGIN;
CREATE TEXT SEARCH PARSER public.mine (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
COMMENT ON TEXT SEARCH PARSER public.mine IS 'Like the default';
COMMIT;
