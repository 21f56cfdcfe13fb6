BEGIN;
CREATE OR REPLACE AGGREGATE public.total(double precision) (
    SFUNC = float8pl,
    STYPE = double precision,
    INITCOND = '0',
    MSFUNC = float8pl,
    MINVFUNC = float8mi,
    MSTYPE = double precision,
    MSSPACE = 16,
    MFINALFUNC = float8abs,
    MFINALFUNC_MODIFY = SHAREABLE,
    MINITCOND = '0'
);
COMMENT ON AGGREGATE public.total(double precision) IS NULL;
COMMIT;
