BEGIN;
DROP AGGREGATE public.share(double precision, anyelement);
DROP AGGREGATE public.place("any");
COMMIT;
