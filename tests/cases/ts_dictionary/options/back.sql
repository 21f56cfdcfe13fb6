BEGIN;
ALTER TEXT SEARCH DICTIONARY public.plain (accept = 'false', stopwords = 'english');
COMMIT;
