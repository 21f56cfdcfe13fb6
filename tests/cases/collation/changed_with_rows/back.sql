-- refused: column public.t.a: collation public.mine must be dropped for the change, but column public.t.a holds rows that depend on it
BEGIN;
DROP COLLATION public.mine;
CREATE COLLATION public.mine (LOCALE = 'C');
COMMIT;
