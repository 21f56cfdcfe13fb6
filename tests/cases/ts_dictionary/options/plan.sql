BEGIN;
ALTER TEXT SEARCH DICTIONARY public.plain (accept = 'true', stopwords);
COMMIT;
