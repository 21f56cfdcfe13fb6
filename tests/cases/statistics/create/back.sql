BEGIN;
DROP STATISTICS public.of_m;
DROP STATISTICS public."some";
DROP STATISTICS public.modulo;
DROP STATISTICS app.elsewhere;
DROP STATISTICS public.city_zip;
DROP STATISTICS public."Two Words";
COMMIT;
