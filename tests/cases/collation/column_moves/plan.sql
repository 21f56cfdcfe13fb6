BEGIN;
CREATE COLLATION public.other (LOCALE = 'POSIX');
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE public.other USING a::text;
DROP COLLATION public.mine;
COMMIT;
