BEGIN;
CREATE OR REPLACE AGGREGATE public.total(double precision) (
    SFUNC = float8pl,
    STYPE = double precision,
    INITCOND = '1'
);
COMMENT ON AGGREGATE public.total(double precision) IS 'Sum';
COMMIT;
