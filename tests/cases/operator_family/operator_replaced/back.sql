BEGIN;
DROP OPERATOR FAMILY public.numbers USING btree;
DROP OPERATOR public.<<< (integer, bigint);
CREATE OPERATOR public.<<< (FUNCTION = public.f, LEFTARG = integer, RIGHTARG = bigint);
CREATE OPERATOR FAMILY public.numbers USING btree;
COMMENT ON OPERATOR FAMILY public.numbers USING btree IS 'Kept';
ALTER OPERATOR FAMILY public.numbers USING btree ADD
    OPERATOR 1 public.<<< (integer, bigint);
COMMIT;
