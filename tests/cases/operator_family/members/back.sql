BEGIN;
ALTER OPERATOR FAMILY public.numbers USING btree DROP
    OPERATOR 3 (integer, bigint),
    FUNCTION 1 (bigint, integer);
ALTER OPERATOR FAMILY public.numbers USING btree ADD
    OPERATOR 1 < (bigint, integer),
    FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);
COMMIT;
