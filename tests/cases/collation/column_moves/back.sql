BEGIN;
CREATE COLLATION public.mine (LOCALE = 'C');
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE public.mine USING a::text;
DROP COLLATION public.other;
COMMIT;
