\getenv FILMS_OTHER FILMS_OTHER
\getenv FILMS_PASSWORD FILMS_PASSWORD
BEGIN;
CREATE FOREIGN DATA WRAPPER "Of files" OPTIONS ("A b" 'it''s', debug 'true');
COMMENT ON FOREIGN DATA WRAPPER "Of files" IS 'Without a handler';
GRANT USAGE ON FOREIGN DATA WRAPPER "Of files" TO case_fdw_reader WITH GRANT OPTION;
CREATE FOREIGN DATA WRAPPER plain;
CREATE SERVER empty FOREIGN DATA WRAPPER plain;
CREATE SERVER films TYPE 'archive' VERSION '1.1' FOREIGN DATA WRAPPER "Of files" OPTIONS ("Port number" '80', host 'films.example');
COMMENT ON SERVER films IS 'Where the films are';
GRANT USAGE ON FOREIGN SERVER films TO case_fdw_reader;
CREATE USER MAPPING FOR case_fdw_reader SERVER films OPTIONS ("Second secret" :'FILMS_OTHER', password :'FILMS_PASSWORD', "user" 'reader');
CREATE USER MAPPING FOR PUBLIC SERVER films;
COMMIT;
