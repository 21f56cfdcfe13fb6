BEGIN;
CREATE COLLATION public.custom (PROVIDER = ICU, LOCALE = 'und', RULES = '&V << w <<< W');
COMMIT;
