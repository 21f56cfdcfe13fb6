BEGIN;
ALTER OPERATOR FAMILY public.numbers USING btree DROP
    OPERATOR 1 (bigint, integer),
    FUNCTION 1 (integer, bigint);
ALTER OPERATOR FAMILY public.numbers USING btree ADD
    OPERATOR 3 = (integer, bigint),
    FUNCTION 1 (bigint, integer) btint84cmp(bigint, integer);
COMMIT;
